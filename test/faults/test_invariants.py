"""The invariants of the fault tests report a lost, doubled or wrong record in any table."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from ..notebooks.documents import conversation, deal, evaluation, rep, separate, signal
from .invariants import check, check_bronze
from .recompute import Row

LANDING = "/Volumes/spark_catalog/bronze/landing"
AT = "2025-04-01T00:00:00Z"
CALL = conversation(
    "call_1",
    evaluation("scorer@1", AT, signal("empathy", 4, confidence=0.4), signal("price", 9)),
    updated_at=AT,
)
FILES = {
    "conversations/call.json": json.dumps(CALL),
    "conversations/cut.json": '{"call": ',
    "evaluations/1.jsonl": json.dumps(separate("call_2", evaluation("scorer@1", AT))),
    "deals/1.jsonl": json.dumps(deal("deal_1", AT)),
    "reps/1.jsonl": json.dumps(rep("rep_1", "team_1", AT)),
}
CONTENTS = {path: [body.encode()] for path, body in FILES.items()}


def from_file(path: str, **fields: Any) -> Row:
    """A row of silver that a file's document has won."""
    sha256 = hashlib.sha256(FILES[path].encode()).hexdigest()
    return {"payload_sha256": sha256, "source_file": f"dbfs:{LANDING}/{path}"} | fields


def signal_row(name: str, value: int, confidence: float) -> Row:
    """A row of silver.conversation_signals."""
    return from_file(
        "conversations/call.json",
        call_id="call_1",
        signal_name=name,
        scoring_version="scorer@1",
        signal_id=f"id of {name}",
        call_timestamp="2025-03-04T10:00:00.000Z",
        rep_id="rep_1",
        value_number=float(value),
        confidence=confidence,
    )


def score_row(name: str, value: float, confidence: float, low: int) -> Row:
    """A row of gold.rep_monthly_scores, of a team of one."""
    return {
        "rep_id": "rep_1",
        "month": "2025-03-01",
        "signal_name": name,
        "scoring_version": "scorer@1",
        "team_id": "team_1",
        "conversation_count": 1,
        "avg_value": value,
        "avg_confidence": confidence,
        "low_confidence_count": low,
        "cohort_avg_value": value,
        "distance_from_cohort": 0.0,
    }


def tables() -> dict[str, list[Row]]:
    """Rows of the four files by table."""
    bronze: dict[str, list[Row]] = {}
    for path, body in FILES.items():
        row = {"file_path": f"dbfs:{LANDING}/{path}", "payload": body}
        bronze.setdefault(f"bronze.{path.partition('/')[0]}_raw", []).append(row)
    cut = {
        "target_table": "silver.conversations",
        "payload": FILES["conversations/cut.json"],
        "source_file": f"dbfs:{LANDING}/conversations/cut.json",
    }
    return bronze | {
        "silver.conversations": [
            from_file("conversations/call.json", call_id="call_1", rep_id="rep_1", updated_at=AT)
        ],
        "silver.conversation_signals": [
            signal_row("empathy", 4, 0.4),
            signal_row("price", 9, 0.9),
        ],
        "silver.evaluations": [from_file("evaluations/1.jsonl", call_id="call_2")],
        "silver.deals": [from_file("deals/1.jsonl", deal_id="deal_1", updated_at=AT)],
        "silver.reps": [from_file("reps/1.jsonl", rep_id="rep_1", team_id="team_1", updated_at=AT)],
        "silver.quarantine": [cut],
        "gold.rep_monthly_scores": [
            score_row("empathy", 4.0, 0.4, 1),
            score_row("price", 9.0, 0.9, 0),
        ],
    }


def check_all(found: dict[str, list[Row]]) -> None:
    check_bronze(found, CONTENTS, LANDING)
    check(found)


def test_tables_that_are_right_pass():
    check_all(tables())


@pytest.mark.parametrize("table", tables())
@pytest.mark.parametrize("rows", [lambda rows: rows[1:], lambda rows: [rows[0], *rows]])
def test_a_row_that_is_lost_or_doubled_is_found(table, rows):
    wrong = tables()
    wrong[table] = rows(wrong[table])
    with pytest.raises(AssertionError):
        check_all(wrong)


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("bronze.conversations_raw", "payload", "{}"),
        ("silver.conversations", "source_file", "another"),
        ("silver.conversations", "updated_at", "2025-04-02T00:00:00Z"),
        ("silver.conversation_signals", "value_number", 5.0),
        ("silver.conversation_signals", "rep_id", "rep_2"),
        ("silver.evaluations", "source_file", "another"),
        ("silver.quarantine", "payload", "{}"),
        ("gold.rep_monthly_scores", "avg_value", 4.1),
        ("gold.rep_monthly_scores", "team_id", None),
    ],
)
def test_a_row_that_is_wrong_is_found(table, field, value):
    wrong = tables()
    wrong[table][0][field] = value
    with pytest.raises(AssertionError):
        check_all(wrong)
