"""Silver and gold worked out from bronze in plain Python, by none of the product's SQL."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Any

Row = dict[str, Any]

REQUIRED = ("call_id", "rep_id", "call_timestamp")

SAME_CALL = timedelta(hours=24)
"""Documents under one call_id are of one call where their calls begin at most so long apart."""


@dataclass
class Expected:
    """Expected rows of the tables by key; of quarantine the count of each record."""

    conversations: dict[str, Row] = field(default_factory=dict)
    signals: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    evaluations: dict[str, Row] = field(default_factory=dict)
    """By the hash of the document: the call and version, and the first file by name."""
    deals: dict[str, Row] = field(default_factory=dict)
    reps: dict[str, Row] = field(default_factory=dict)
    quarantine: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By target table, file and payload; of a signal its name stands for the payload."""


def moment(text: str | None) -> datetime | None:
    """A timestamp of a document or of a row."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def expected(bronze: dict[str, list[Row]]) -> Expected:
    """Silver and quarantine of everything in bronze, by feed."""
    found = Expected()
    versions: dict[tuple[str, str], list[tuple[Any, list[Row]]]] = defaultdict(list)
    for row, document in _of_first_calls(found, bronze["conversations"]):
        call_id = document["call"]["call_id"]
        _offer(found.conversations, call_id, _call_row(row, document))
        for version, evaluation in _evaluations(found, row, document):
            versions[call_id, version].append(evaluation)
    for row in bronze["evaluations"]:
        document = _object(row["payload"])
        if document is None:
            _reject(found, "silver.evaluations", row)
            continue
        call_id, version = document["call_id"], document["scoring_version"]
        evaluation = _row(row, document, moment(document["scored_at"]))
        held = found.evaluations.setdefault(evaluation["sha256"], evaluation)
        if evaluation["file"] < held["file"]:
            found.evaluations[evaluation["sha256"]] = evaluation
        for _, scored in _evaluations(found, row, {"evaluations": [document]}):
            versions[call_id, version].append(scored)
    for (call_id, version), evaluations in versions.items():
        if call_id not in found.conversations:
            continue
        # of the same time and content, the first file by name: `max` takes the first of equals
        in_order = sorted(evaluations, key=lambda found: found[0][2])
        latest, _ = max(in_order, key=lambda found: found[0][:2])
        for key, signals in in_order:
            if key == latest:
                for signal in signals:
                    found.signals[call_id, signal["signal_name"], version] = signal
    for feed, rows in (("deals", found.deals), ("reps", found.reps)):
        for row in bronze[feed]:
            entity = _object(row["payload"])
            key = (entity or {}).get(f"{feed[:-1]}_id")
            if key:
                _offer(rows, key, _row(row, entity, moment(entity["updated_at"])))
            else:
                _reject(found, f"silver.{feed}", row)
    return found


def _of_first_calls(found: Expected, bronze: list[Row]) -> list[tuple[Row, Row]]:
    """Rows with their documents, of the call that holds each id; all others are rejected."""
    claims: dict[str, list[tuple[Any, Row, Row]]] = defaultdict(list)
    for row in bronze:
        document = _object(row["payload"])
        call = (document or {}).get("call") or {}
        if all((call.get(name) or "").strip() for name in REQUIRED):
            began_at, of_source = moment(call["call_timestamp"]), call.get("source_call_id") or ""
            claim = (began_at, document["source_system"], of_source)
            claims[call["call_id"]].append((claim, row, document))
        else:
            _reject(found, "silver.conversations", row)
    kept = []
    for same_id in claims.values():
        began_at, source, of_source = min(claim for claim, _, _ in same_id)
        for claim, row, document in same_id:
            is_of_source = claim[1] == source and (claim[2] in ("", of_source) or of_source == "")
            if is_of_source and claim[0] - began_at <= SAME_CALL:
                kept.append((row, document))
            else:
                _reject(found, "silver.conversations", row)
    return kept


def gold(signals: Iterable[Row], reps: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """gold.rep_monthly_scores of silver's rows."""
    team = {rep["rep_id"]: rep.get("team_id") for rep in reps}
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in signals:
        month = row["call_timestamp"][:7] + "-01"
        key = (row["rep_id"], month, row["signal_name"], row["scoring_version"])
        groups[key].append(row)
    cohorts: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    for key, rows in groups.items():
        cohorts[team.get(key[0]), *key[1:]] += _values(rows)
    scores: dict[tuple[str, ...], Row] = {}
    for key, rows in groups.items():
        its_team = team.get(key[0])
        confidences = [row["confidence"] for row in rows if row.get("confidence") is not None]
        average = _average(_values(rows))
        cohort = _average(cohorts[its_team, *key[1:]]) if its_team else None
        both = average is not None and cohort is not None
        scores[key] = {
            "team_id": its_team,
            "conversation_count": len(rows),
            "avg_value": average,
            "avg_confidence": _average(confidences),
            "low_confidence_count": sum(confidence < 0.5 for confidence in confidences),
            "cohort_avg_value": cohort,
            "distance_from_cohort": average - cohort if both else None,
        }
    return scores


def _object(payload: str) -> Row | None:
    try:
        document = json.loads(payload)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _row(row: Row, document: Row, updated_at: datetime | None) -> Row:
    sha256 = hashlib.sha256(row["payload"].encode()).hexdigest()
    file = row["file_path"]
    return {"document": document, "sha256": sha256, "file": file, "updated_at": updated_at}


def _call_row(row: Row, document: Row) -> Row:
    call = document["call"]
    scored = [moment(evaluation.get("scored_at")) for evaluation in document["evaluations"]]
    said = [moment(call.get("updated_at")), moment(call["call_timestamp"]), *scored]
    return _row(row, document, max(at for at in said if at))


def _offer(rows: dict[str, Row], key: str, row: Row) -> None:
    """The latest wins; of the same time the greater hash; of the same content the first file."""
    held = rows.get(key)
    if held is None:
        rows[key] = row
        return
    rank, held_rank = ((r["updated_at"], r["sha256"]) for r in (row, held))
    if rank > held_rank or (rank == held_rank and row["file"] < held["file"]):
        rows[key] = row


def _evaluations(found: Expected, row: Row, document: Row) -> Iterator[tuple[str, Any]]:
    """Each evaluation's version, with what it is ranked by and its good signals."""
    sha256 = hashlib.sha256(row["payload"].encode()).hexdigest()
    for evaluation in document["evaluations"]:
        good = []
        for signal in evaluation["signals"]:
            confidence = signal.get("confidence")
            if confidence is None or 0 <= confidence <= 1:
                good.append(signal)
            else:
                name = signal["signal_name"]
                found.quarantine["silver.conversation_signals", row["file_path"], name] += 1
        if good:
            key = (moment(evaluation["scored_at"]), sha256, row["file_path"])
            yield evaluation["scoring_version"], (key, good)


def _reject(found: Expected, table: str, row: Row) -> None:
    # seen twice in one file, a record is in quarantine once
    found.quarantine[table, row["file_path"], row["payload"]] = 1


def _values(rows: Iterable[Row]) -> list[float]:
    found = []
    for row in rows:
        value = row.get("value_number")
        value = row.get("value_boolean") if value is None else value
        if value is not None:
            found.append(float(value))
    return found


def _average(values: list[float]) -> float | None:
    return fmean(values) if values else None
