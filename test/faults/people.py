"""Landed documents of people who are erased, and of others who look like them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def address(number: int) -> str:
    """The address of a person."""
    return f"kim{number}.kay@prospect.example"


def person_id(number: int) -> str:
    """The id of a person."""
    return f"pp-kim/{number}"


def land(landing: Path, people: int) -> None:
    """Two calls and a deal of each person, each also of another with a longer id and address."""
    deals = []
    for number in range(people):
        for prefix in ("", "x"):
            who = {
                "participant_id": person_id(number) + prefix,
                "name": f"{prefix}Kim{number} Kay",
                "email": prefix + address(number),
                "role": "prospect",
            }
            for call in range(2):
                name = f"{prefix}call {number} {call}.json"
                _write(landing / "conversations" / name, json.dumps(_call(name[:-5], who)))
            deal = {
                "deal_id": f"{prefix}d{number}",
                "account_id": who["participant_id"],
                "rep_id": "anna",
                "outcome": "open",
                "updated_at": "2025-04-10T00:00:00Z",
            }
            deals.append(json.dumps(deal))
    _write(landing / "deals" / "all deals.jsonl", "\n".join(deals))
    rep = {"rep_id": "anna", "name": "Anna", "updated_at": "2025-04-10T00:00:00Z"}
    _write(landing / "reps" / "r.jsonl", json.dumps(rep))


def _call(call_id: str, who: dict[str, Any]) -> dict[str, Any]:
    return {
        "source_system": "dialler",
        "call": {
            "call_id": call_id,
            "title": f"{who['name']} called",
            "call_timestamp": "2025-03-04T10:00:00Z",
            "rep_id": "anna",
            "account_id": who["participant_id"],
            "participants": [who],
            "transcript": [
                {"turn_index": 0, "speaker_id": who["participant_id"], "text": who["email"]}
            ],
        },
        "evaluations": [
            {
                "scoring_version": "v@1",
                "scored_at": "2025-04-10T00:00:00Z",
                "signals": [
                    {
                        "signal_name": "interest",
                        "signal_type": "score",
                        "value": 0.5,
                        "reason": f"{who['name']} said so",
                        "evidence": [who["email"]],
                    }
                ],
            }
        ],
    }


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
