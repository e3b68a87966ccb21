"""Gold when the change files that its streams wait for are lost: computed again, once, and on."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest
from lakehouse.gold.deal_features import refresh_deal_features
from lakehouse.runtime import lost_changes
from lakehouse.runtime.batch_reports import BatchReport, BatchReports
from lakehouse.runtime.counts import TableCounts
from lakehouse.runtime.lost_changes import RECOMPUTED, is_loss
from lakehouse.runtime.session_settings import set_for_now
from lakehouse.runtime.streams import Batch, Outcome

from ...forms import LONG
from ..documents import conversation, deal, deleted_call, evaluation, rep, signal
from ..small_lakehouse import CATALOG, SmallLakehouse

SILVER = ("silver.conversation_signals", "silver.conversations", "silver.deals", "silver.reps")
UNCHECKED = "spark.databricks.delta.retentionDurationCheck.enabled"


def call(call_id: str, value: float, scored_at: str = "2025-03-05T00:00:00Z"):
    return f"{call_id}.json", conversation(
        call_id, evaluation("v@1", scored_at, signal("talk", value))
    )


def vacuum(small: SmallLakehouse) -> None:
    """Rewrites the tables of silver, and deletes every file that is not of their last version."""
    with set_for_now(small.spark, UNCHECKED, "false"):
        for table in SILVER:
            small.spark.sql(f"optimize {table}")
            small.spark.sql(f"vacuum {table} retain 0 hours")


def expire_log(small: SmallLakehouse, *tables: str) -> None:
    """Deletes the logs of tables up to a checkpoint, as the retention of the log does."""
    for table in tables or SILVER:
        small.spark.sql(f"alter table {table} set tblproperties ('delta.checkpointInterval' = '1')")
        schema, name = table.split(".")
        log = small.home / "warehouse" / f"{schema}.db" / name / "_delta_log"
        kept = max(int(file.name.split(".")[0]) for file in log.glob("*.checkpoint*.parquet"))
        expired = [f for f in log.iterdir() if f.name.split(".")[0] < f"{kept:020}"]
        assert any(file.suffix == ".json" for file in expired), table
        for file in expired:
            file.unlink()
    small.spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()


def record_changes(small: SmallLakehouse, on: bool) -> None:
    """Turns the change data feed of silver on or off."""
    for table in SILVER:
        small.spark.sql(
            f"alter table {table} set tblproperties ('delta.enableChangeDataFeed' = '{on}')"
        )


def features(small: SmallLakehouse) -> dict[str, dict[str, int]]:
    options = {"catalog": CATALOG, "checkpoints": small.options["checkpoints"]}
    return refresh_deal_features(small.spark, **options)


def recomputations(small: SmallLakehouse, table: str) -> int:
    history = small.spark.sql(f"describe history {table}")
    return history.where(f"userMetadata = '{RECOMPUTED}'").count()


@pytest.fixture(params=["vacuum", "log retention", "no change data feed"] if LONG else ["vacuum"])
def lost(small: SmallLakehouse, request: pytest.FixtureRequest) -> SmallLakehouse:
    """Gold that has read silver once; then silver changed, and has lost these changes."""
    small.start_again(*small.tables)
    small.merge("reps", ("r", rep("rep_1", "t1")))
    small.merge("deals", ("d", deal("deal_1", "2025-03-09T00:00:00Z")))
    small.merge("conversations", call("c1", 1.0), call("gone", 5.0))
    small.refresh()
    features(small)
    if request.param == "no change data feed":
        record_changes(small, False)
    small.merge("conversations", call("c1", 3.0, "2025-03-06T00:00:00Z"))
    small.merge("conversations", ("gone-2", deleted_call("gone", "2025-03-07T00:00:00Z")))
    small.merge("reps", ("r2", rep("rep_1", "t2", "2025-03-02T00:00:00Z")))
    if request.param == "no change data feed":
        record_changes(small, True)
    elif request.param == "vacuum":
        vacuum(small)
    else:
        expire_log(small)
    return small


def test_gold_is_computed_again_once_and_goes_on(lost):
    before = recomputations(lost, "gold.rep_monthly_scores")
    lost.refresh()
    scores = [
        (row["avg_value"], row["team_id"], row["conversation_count"])
        for row in lost.rows("gold.rep_monthly_scores")
    ]
    assert scores == [(3.0, "t2", 1)]
    assert recomputations(lost, "gold.rep_monthly_scores") == before + 1
    assert features(lost)["gold.deal_features"]["read"] == 1
    assert features(lost) == {}

    lost.merge("conversations", call("c2", 5.0))
    lost.refresh()
    assert [row["avg_value"] for row in lost.rows("gold.rep_monthly_scores")] == [4.0]
    assert recomputations(lost, "gold.rep_monthly_scores") == before + 1


def test_the_stream_from_bronze_of_earlier_releases_continues(small):
    small.start_again(*small.tables)
    for number in range(3):
        if number == 2:
            expire_log(small, "bronze.reps_raw")
        small.keep("reps", (f"{number}.jsonl", json.dumps(rep(f"rep_{number}", "t1"))))
        if number != 1:
            small.merge_feed("reps")
    assert [row["rep_id"] for row in small.rows("silver.reps")] == ["rep_0", "rep_1", "rep_2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[DELTA_MISSING_FILES_UNEXPECTED_VERSION] Delta stream cannot resume", True),
        ("[FAILED_READ_FILE.FILE_NOT_EXIST] Error while reading file x", True),
        ("[DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE] If you never deleted it", True),
        ("[DELTA_MISSING_CHANGE_DATA] Error getting change data for range [1 , 3]", True),
        ("[DIVIDE_BY_ZERO] Division by zero", False),
    ],
)
def test_a_loss_differs_from_other_failures(text, expected):
    assert is_loss(RuntimeError(text)) is expected


LOG_LOST = "[DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE] If you never deleted it"


@dataclass
class Streams:
    """Streams by the folder of their checkpoint, of which some have lost what they refer to."""

    losses: dict[str, str]
    """By folder what fails: `changes` or, also where a loss is accepted, `all`."""
    has_batch: bool = True
    started: list[str] = field(default_factory=list)
    batches: dict[str, int] = field(default_factory=dict)

    def each_batch(
        self,
        stream: Any,
        work: Any,
        *,
        checkpoint: str,
        reports: BatchReports | None = None,
        **_: Any,
    ) -> Outcome:
        self.started.append(checkpoint)
        first = self.batches.setdefault(checkpoint, 0)
        loss = self.losses.get(checkpoint)
        if loss == "all" or (loss and stream.fails_on_loss):
            raise RuntimeError(LOG_LOST)
        if self.has_batch:
            of_batches = reports or BatchReports(checkpoint)
            try:
                outcome: Outcome = work("session", "rows", Batch("refresh", "id", first))
            except Exception as failure:
                of_batches.add(stream, BatchReport(first, failure=failure))
                raise
            of_batches.add(stream, BatchReport(first, outcome.counts))
            self.batches[checkpoint] += 1
            self.losses.pop(checkpoint, None)
            return outcome
        return Outcome()


@dataclass
class Stream:
    fails_on_loss: bool
    sparkSession: str = "session"  # noqa: N815 - Spark's name


def followed(streams: Streams, monkeypatch: pytest.MonkeyPatch, runs: int = 1) -> list[str]:
    """The work that was done in some runs of a stream."""
    monkeypatch.setattr(lost_changes, "each_batch", streams.each_batch)
    monkeypatch.setattr(lost_changes, "is_checkpoint", lambda _, path: path in streams.batches)
    monkeypatch.setattr(lost_changes, "set_for_now", lambda *_: nullcontext())
    done: list[str] = []

    def doing(what: str) -> TableCounts:
        done.append(what)
        return {what: Counter(read=1)}

    for _ in range(runs):
        before = len(done)
        counts = lost_changes.each_batch_of_changes(
            Stream,  # type: ignore[arg-type]
            lambda *_: doing("work"),
            lambda _: doing("recompute"),
            catalog="c",
            checkpoint="refresh",
            trigger="availableNow",
        )
        assert [*counts] == done[before:]
    return done


def test_a_loss_is_passed_over_once(monkeypatch):
    streams = Streams({"refresh": "changes"})
    assert followed(streams, monkeypatch, runs=2) == ["recompute", "work"]
    assert streams.started == ["refresh"] * 3


def test_a_checkpoint_that_refers_to_a_deleted_version_is_replaced(monkeypatch):
    streams = Streams({"refresh": "all"})
    assert followed(streams, monkeypatch, runs=2) == ["recompute", "work"]
    assert streams.started == ["refresh", "refresh", "refresh/restart-1", "refresh/restart-1"]


def test_a_restart_that_was_stopped_computes_all_again(monkeypatch):
    streams = Streams({}, batches={"refresh": 3, "refresh/restart-1": 0})
    assert followed(streams, monkeypatch, runs=2) == ["recompute", "work"]


def test_a_source_without_rows_is_computed_too(monkeypatch):
    streams = Streams({"refresh": "changes"}, has_batch=False)
    assert followed(streams, monkeypatch) == ["recompute"]


def test_a_loss_within_the_computation_is_raised(monkeypatch):
    streams = Streams({"refresh": "changes"})
    monkeypatch.setattr(lost_changes, "_recompute", failing)
    with pytest.raises(RuntimeError, match="DELTA_LOG_FILE_NOT_FOUND"):
        followed(streams, monkeypatch)
    assert streams.started == ["refresh"] * 2


def failing(*_: Any) -> None:
    raise RuntimeError(LOG_LOST)
