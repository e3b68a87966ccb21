"""Evaluations that arrived apart from their calls: erased with a person, and with their age."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.erasure.forget import forget
from lakehouse.erasure.retention import apply_retention
from lakehouse.erasure.scope import Scope
from lakehouse.recovery import rebuild

from ..disk_files import DiskFiles
from ..documents import conversation, evaluation, rep, separate, signal
from ..small_lakehouse import CATALOG, SmallLakehouse

MONDAY, SECRET = "2025-04-10T00:00:00Z", "my sister lives in Oslo"
MARY = "mary.major@prospect.example"
SIGNALS, EVALUATIONS = "silver.conversation_signals", "bronze.evaluations_raw"
NOW = datetime.now(UTC)
OLD, YOUNG = (f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (40, 20))


def call(call_id: str, person: str, **fields: Any) -> dict[str, Any]:
    """A call with one prospect."""
    address = f"{person}@prospect.example"
    people = [{"participant_id": f"pp-{person}", "email": address, "role": "prospect"}]
    return conversation(call_id, participants=people, rep_id="anna", **fields)


def scored(call_id: str, at: str = MONDAY, reason: str = SECRET, value: float = 0.5) -> str:
    found = signal("interest", value, reason=reason, evidence=[SECRET])
    return json.dumps(separate(call_id, evaluation("v@1", at, found)))


def ingest(small: SmallLakehouse, calls: list[dict[str, Any]], *lines: str) -> None:
    """Lands calls and one file with evaluations, and ingests both."""
    for document in calls:
        small.land(f"conversations/{document['call']['call_id']}.json", json.dumps(document))
    small.land("evaluations/e 1.jsonl", "\n".join(lines))
    small.land("reps/r.jsonl", json.dumps(rep("anna", "north")))
    for feed in ("evaluations", "conversations", "reps"):
        small.ingest_feed(feed)
    small.refresh()


def landed_lines(small: SmallLakehouse) -> list[dict[str, Any]]:
    return [json.loads(one) for one in (small.landing / "evaluations/e 1.jsonl").open()]


@pytest.fixture
def erased(small: SmallLakehouse) -> tuple[SmallLakehouse, dict[str, Any]]:
    """Mary is erased: of a call of hers, and of an evaluation that names her in another's call."""
    small.start_again(*small.tables)
    ingest(
        small,
        [call("hers", "mary.major"), call("bo_1", "bo"), call("bo_2", "bo")],
        scored("hers"),
        scored("bo_1", reason=f"mentions {MARY}"),
        scored("bo_2", reason="nothing of note"),
        scored("unknown", reason=f"mentions {MARY.upper()}"),
    )
    scope = Scope(
        small.spark,
        small.contracts,
        CATALOG,
        small.volume,
        small.options["checkpoints"],
        DiskFiles(small.home),
    )
    return small, forget(scope, MARY, apply=True, say=lambda _: None)


def test_evaluations_of_a_person_lose_their_texts(
    erased: tuple[SmallLakehouse, dict[str, Any]],
) -> None:
    small, report = erased
    assert report["tables"][EVALUATIONS] == 3
    assert [path.rpartition("/")[2] for path in report["line_files"]] == ["e 1.jsonl"]
    found = {row["call_id"]: row for row in small.rows(SIGNALS)}
    assert {one: row["reason"] for one, row in found.items()} == {
        "hers": None,
        "bo_1": None,
        "bo_2": "nothing of note",
    }
    assert {row["value_number"] for row in found.values()} == {0.5}
    payloads = {row["payload"]: row["redacted_at"] is not None for row in small.rows(EVALUATIONS)}
    assert sorted(payloads.values()) == [False, True, True, True]
    kept = [payload for payload, is_redacted in payloads.items() if SECRET in payload]
    assert [json.loads(one)["call_id"] for one in kept] == ["bo_2"]
    # the landed file: each line as bronze has its document
    lines = landed_lines(small)
    assert [one["call_id"] for one in lines] == ["hers", "bo_1", "bo_2", "unknown"]
    texts = [one["signals"][0].get("reason") for one in lines]
    assert texts == [None, None, "nothing of note", None]
    # the call of another person that an evaluation brought into it has no text either
    calls = {row["call_id"]: row["transcript_text"] for row in small.rows("silver.conversations")}
    assert {one for one, text in calls.items() if text} == {"bo_2"}


def test_bronze_gives_the_same_tables_after_the_erasure(
    erased: tuple[SmallLakehouse, dict[str, Any]],
) -> None:
    small, _ = erased
    report = rebuild.rebuild(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        checkpoints=small.options["checkpoints"],
        remove=lambda _: None,
        say=lambda _: None,
    )
    assert report["equal"], report


def test_evaluations_past_their_age_lose_their_texts(small: SmallLakehouse) -> None:
    small.start_again(*small.tables)
    ingest(
        small,
        [call("old", "bo", call_timestamp=OLD), call("young", "bo", call_timestamp=YOUNG)],
        scored("old", at=YOUNG),
        scored("young", at=OLD),
        scored("unknown", at=OLD, value=0.1),
        scored("unknown", at=YOUNG, value=0.2),
    )
    report = apply_retention(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        days=30,
        files=DiskFiles(small.home),
        say=lambda _: None,
    )
    assert report["tables"][EVALUATIONS] == 2
    assert {row["call_id"]: row["reason"] for row in small.rows(SIGNALS)} == {
        "old": None,
        "young": SECRET,
    }
    texts = [
        (one["call_id"], one["scored_at"], one["signals"][0].get("reason"))
        for one in landed_lines(small)
    ]
    assert texts == [
        ("old", YOUNG, None),
        ("young", OLD, SECRET),
        ("unknown", OLD, None),
        ("unknown", YOUNG, SECRET),
    ]
    # a call that arrives later has the signal without its text
    small.land("conversations/late.json", json.dumps(call("unknown", "bo")))
    small.ingest_feed("conversations")
    late = {row["call_id"]: row for row in small.rows(SIGNALS)}["unknown"]
    assert (late["value_number"], late["reason"]) == (0.2, SECRET)
