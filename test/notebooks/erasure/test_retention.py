"""The text of calls past an age, taken out of every layer; what counts stays."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.erasure import retention
from lakehouse.erasure.removal import NotRemoved
from lakehouse.erasure.retention import RetentionError, apply_retention
from lakehouse.recovery.restore import restore

from ..disk_files import DiskFiles
from ..documents import conversation, evaluation, signal
from ..small_lakehouse import CATALOG, SmallLakehouse

NOW = datetime.now(UTC)
OLD, YOUNG = (f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (40, 20))


def call(call_id: str, at: str, **fields: Any) -> str:
    """A call that began then, with two evaluations."""
    found = signal("asks", True), signal("mood", "good")
    evaluations = (evaluation(version, at, *found) for version in ("v@1", "v@2"))
    return json.dumps(conversation(call_id, *evaluations, **{"call_timestamp": at, **fields}))


def land(small: SmallLakehouse, **documents: str) -> None:
    """Puts documents into the landing zone and bronze, and merges them."""
    files = [(f"{name}.json", body) for name, body in documents.items()]
    for name, body in files:
        small.land(f"conversations/{name}", body)
    small.keep("conversations", *files)
    small.merge_feed("conversations")


def run(small: SmallLakehouse, days: int = 30, **files: Any) -> dict[str, Any]:
    """Runs the job, with files removed from the disk."""
    return apply_retention(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        days=days,
        files=DiskFiles(small.home, **files),
        say=lambda _: None,
    )


def test_text_past_its_age_goes_and_what_counts_stays(small: SmallLakehouse) -> None:
    land(
        small,
        old=call("old", OLD),
        again=call("old", OLD, title="Corrected"),
        young=call("young", YOUNG),
        bad=call("bad", OLD, rep_id=None),
        undated=call("undated", OLD, call_timestamp="00:00:05"),
        future=call("future", OLD, call_timestamp="2999-01-01T00:00:00Z"),
        undated_today=call("undated", YOUNG, call_timestamp="00:00:05"),
    )
    said_before = f"(payload like '%undated%' or payload like '%2999-%') and payload like '%{OLD}%'"
    # bronze has a column `_metadata`, which hides the one that deletion vectors need
    small.spark.conf.set("spark.databricks.delta.update.deletionVectors.persistent", "false")
    for table in ("bronze.conversations_raw", "silver.quarantine"):
        small.spark.sql(f"update {table} set ingested_at = timestamp'{OLD}' where {said_before}")
    small.refresh()
    before = {row["call_id"]: row for row in small.rows("silver.conversations")}
    scores = small.rows("gold.rep_monthly_scores", "updated_at")

    report = run(small)

    assert report["files_removed"] == 5
    assert report["tables"] == {
        "bronze.conversations_raw": 5,
        "silver.conversations": 1,
        "silver.conversation_signals": 4,
        "silver.quarantine": 3,
    }
    after = {row["call_id"]: row for row in small.rows("silver.conversations")}
    assert after["young"] == before["young"]
    turns = [turn | {"text": None} for turn in before["old"]["transcript"]]
    gone = {"title": None, "transcript": turns, "transcript_text": None}
    assert after["old"] == before["old"] | gone
    signals = [row for row in small.rows("silver.conversation_signals") if row["call_id"] == "old"]
    assert {(row["reason"], row["evidence"]) for row in signals} == {(None, None)}
    files = sorted(file.name for file in (small.landing / "conversations").iterdir())
    assert files == ["undated_today.json", "young.json"]
    payloads = [
        row["payload"] for row in small.rows("bronze.conversations_raw") if row["redacted_at"]
    ]
    assert len(payloads) == 5
    assert not any("Hello" in text or "quoted" in text for text in payloads)

    # nothing is left to do, and gold is as it was
    assert run(small)["tables"] == {}
    small.refresh()
    assert small.rows("gold.rep_monthly_scores", "updated_at") == scores


def test_text_that_comes_again_goes_with_the_next_run(small: SmallLakehouse) -> None:
    land(small, late=call("old", OLD, updated_at=YOUNG))
    (row,) = (row for row in small.rows("silver.conversations") if row["call_id"] == "old")
    assert row["title"] == "A call"
    assert run(small)["files_removed"] == 1
    (row,) = (row for row in small.rows("silver.conversations") if row["call_id"] == "old")
    assert (row["title"], row["transcript_text"]) == (None, None)
    assert [r["kind"] for r in small.rows("ops.erasures")] == ["retention", "retention"]


def test_a_restore_to_before_brings_no_text_back(small: SmallLakehouse) -> None:
    land(small, back=call("back", OLD, title="Said again"))
    then = small.versions()["silver.conversations"]
    assert run(small)["tables"]["silver.conversations"] == 1
    report = restore(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        checkpoints=small.options["checkpoints"],
        tables="silver.conversations",
        version=str(then),
        apply=True,
        say=lambda _: None,
    )
    assert report["tables"][0]["changes"] == 1
    assert report["erased_again"] == {"silver.conversations": 1}
    (row,) = (row for row in small.rows("silver.conversations") if row["call_id"] == "back")
    assert (row["title"], row["transcript_text"]) == (None, None)


def test_a_file_that_cannot_be_removed_fails_the_run(small: SmallLakehouse) -> None:
    land(small, stuck=call("stuck", OLD), free=call("free", OLD))
    stuck = f"{small.volume}/conversations/stuck.json"
    with pytest.raises(NotRemoved, match=r"got 1: .*/stuck\.json \(access denied\)"):
        run(small, stuck={stuck})
    assert open_erasures(small) == 1
    assert run(small)["files_removed"] == 1
    assert not (small.landing / "conversations/stuck.json").exists()
    assert open_erasures(small) == 0


def test_a_run_that_stopped_before_old_versions_is_completed_by_the_next(
    small: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(small, cut=call("cut", OLD))
    with monkeypatch.context() as patched:
        patched.setattr(retention, "purge", _stop)
        with pytest.raises(InterruptedError):
            run(small)
    assert open_erasures(small) == 1
    report = run(small)
    assert report["tables"] == {}
    assert report["old_versions_until"]
    assert open_erasures(small) == 0


def _stop(*_: Any, **__: Any) -> None:
    raise InterruptedError


def open_erasures(small: SmallLakehouse) -> int:
    """The erasures that are not complete."""
    return sum(row["completed_at"] is None for row in small.rows("ops.erasures"))


def test_an_age_below_a_day_is_refused(small: SmallLakehouse) -> None:
    with pytest.raises(RetentionError, match="days: the least is 1, got 0"):
        run(small, days=0)
