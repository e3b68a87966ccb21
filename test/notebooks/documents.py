"""Documents as sources send them, for tests to change."""

from __future__ import annotations

from typing import Any


def signal(name: str, value: Any, **fields: Any) -> dict[str, Any]:
    """A signal; its type goes by the value."""
    kind = {bool: "behaviour", str: "label"}.get(type(value), "score")
    return {
        "signal_name": name,
        "signal_type": kind,
        "value": value,
        "confidence": 0.9,
        "reason": "because",
        "evidence": ["quoted"],
    } | fields


def evaluation(version: str, scored_at: str, *signals: dict[str, Any]) -> dict[str, Any]:
    """An evaluation of a call by one scoring version."""
    return {
        "run_id": f"run-{version}-{scored_at}",
        "status": "succeeded",
        "kit_code": "KIT",
        "kit_version_id": "kit-1",
        "scoring_version": version,
        "scored_at": scored_at,
        "signals": list(signals),
    }


def conversation(call_id: str, *evaluations: dict[str, Any], **call: Any) -> dict[str, Any]:
    """A landed conversation document."""
    return {
        "schema_version": "1.0",
        "source_system": "dialler",
        "call": {
            "call_id": call_id,
            "channel": "phone",
            "language": "en",
            "title": "A call",
            "call_timestamp": "2025-03-04T10:00:00Z",
            "duration_seconds": 60,
            "rep_id": "rep_1",
            "account_id": "account_1",
            "deal_id": "deal_1",
            "participants": [{"participant_id": "rep_1", "name": "R", "role": "rep"}],
            "transcript": [
                {"turn_index": 1, "speaker_id": "account_1", "role": "prospect", "text": "Hi."},
                {"turn_index": 0, "speaker_id": "rep_1", "role": "rep", "text": "Hello?"},
            ],
        }
        | call,
        "evaluations": list(evaluations),
    }


def separate(call_id: str, evaluation: dict[str, Any]) -> dict[str, Any]:
    """A landed document of the feed evaluations."""
    return {"call_id": call_id} | evaluation


def deleted_call(call_id: str, updated_at: str, **fields: Any) -> dict[str, Any]:
    """A landed document that says that a call is deleted."""
    return {"call": {"call_id": call_id, "deleted": True, "updated_at": updated_at} | fields}


def deleted_evaluation(version: str, scored_at: str) -> dict[str, Any]:
    """An evaluation that is taken back, with all that its version found up to then."""
    return {"scoring_version": version, "scored_at": scored_at, "deleted": True}


def deal(deal_id: str, updated_at: str, **fields: Any) -> dict[str, Any]:
    """A landed deal."""
    return {
        "deal_id": deal_id,
        "account_id": "account_1",
        "rep_id": "rep_1",
        "outcome": "won",
        "amount": 10.5,
        "committed_amount": None,
        "currency": "EUR",
        "closed_at": updated_at,
        "updated_at": updated_at,
    } | fields


def rep(rep_id: str, team_id: str, updated_at: str = "2025-03-01T00:00:00Z") -> dict[str, Any]:
    """A landed rep."""
    return {
        "rep_id": rep_id,
        "name": "R",
        "email": f"{rep_id}@sales.example",
        "team_id": team_id,
        "manager_email": "m@sales.example",
        "updated_at": updated_at,
    }
