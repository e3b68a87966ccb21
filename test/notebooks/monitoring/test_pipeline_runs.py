"""ops.pipeline_runs: what stages tell of themselves, and what is known of those that could not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from lakehouse.monitoring import pipeline_runs
from lakehouse.runtime import sql
from lakehouse.runtime.streams import BatchHooks
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from ..documents import deal
from ..small_lakehouse import CATALOG, SmallLakehouse

TABLE = "ops.pipeline_runs"


@dataclass
class Dbutils:
    """The parts of `dbutils` that stages use, over the task values of one run."""

    parameters: dict[str, str]
    values: dict[str, dict[str, Any]]
    defaults: dict[str, str] = field(default_factory=dict)

    @property
    def widgets(self) -> Dbutils:
        return self

    @property
    def jobs(self) -> Dbutils:
        return self

    @property
    def taskValues(self) -> Dbutils:  # noqa: N802 - as dbutils has it
        return self

    def text(self, name: str, default: str) -> None:
        self.defaults[name] = default

    def get(self, name: str = "", **given: Any) -> Any:
        if name:
            return self.parameters.get(name, self.defaults.get(name))
        return self.values.get(given["taskKey"], {}).get(given["key"], given["default"])

    def set(self, key: str, value: Any) -> None:
        self.values.setdefault(self.parameters["task"], {})[key] = value


@dataclass
class Run:
    """One run of the job, whose stages are called one by one."""

    spark: SparkSession
    run_id: str
    recorded_by: str = "record_run"
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stage(self, stage: str, work: Callable[[], Any], attempt: int = 1, feed: str = "") -> Any:
        return self.stage_of_streams(stage, lambda _: work(), attempt, feed)

    def stage_of_streams(
        self, stage: str, work: Callable[[BatchHooks], Any], attempt: int = 1, feed: str = ""
    ) -> Any:
        told = {
            "catalog": CATALOG,
            "job_run_id": self.run_id,
            "job_name": "ingest",
            "task": stage,
            "attempt": str(attempt),
            "recorded_by": self.recorded_by,
        }
        stages = [pipeline_runs.Stage(stage, work, feed or None)]
        return pipeline_runs.recorded_stages(self.spark, Dbutils(told, self.values), stages)

    def end(self, *stages: tuple[str, str, str]) -> dict[str, str]:
        return pipeline_runs.record_run(
            self.spark,
            Dbutils({}, self.values),
            catalog=CATALOG,
            run_id=self.run_id,
            job_name="ingest",
            stages=[(stage, stage, *ended) for stage, *ended in stages],
        )

    def rows(self) -> dict[str, dict[str, Any]]:
        found = self.spark.table(TABLE).where(f"run_id = '{self.run_id}'").collect()
        return {row["stage"]: row.asDict(recursive=True) for row in found}


def failing() -> Any:
    raise ValueError("of deal 'd1', whose amount no principal may see")


def test_the_last_task_records_what_the_stages_did_and_how_fresh_they_are(
    small: SmallLakehouse,
) -> None:
    run = Run(small.spark, "1")
    deals = [json.dumps(deal(name, "2025-03-01T00:00:00Z")) for name in ("d1", "d2")]
    small.land("deals/a.jsonl", "\n".join(deals))
    counts = run.stage("land_deals", lambda: small.land_feed("deals"), feed="deals")
    assert counts == {"bronze.deals_raw": {"read": 2, "inserted": 2}}
    run.stage("merge_deals", lambda: small.merge_feed("deals"), feed="deals")
    assert run.rows() == {}

    states = run.end(("land_deals", "success", "1"), ("merge_deals", "success", "1"))
    assert states == {"land_deals": "succeeded", "merge_deals": "succeeded"}
    rows = run.rows()
    landed, merged = rows["land_deals"], rows["merge_deals"]
    assert (landed["rows_read"], landed["rows_written"], landed["rows_quarantined"]) == (2, 2, 0)
    assert (merged["state"], merged["attempts"], merged["error_class"]) == ("succeeded", 1, None)
    (silver,) = merged["tables"]
    assert (silver["table_name"], silver["read"], silver["inserted"]) == ("silver.deals", 2, 2)
    file_at = small.spark.sql(
        "select max(_metadata.file_modification_time) from bronze.deals_raw"
    ).first()[0]
    for row in rows.values():
        assert row["newest_file_at"] == file_at
        assert row["lag_seconds"] == pytest.approx((row["ended_at"] - file_at).total_seconds())
        taken = (row["ended_at"] - row["started_at"]).total_seconds()
        assert row["duration_seconds"] == pytest.approx(taken)
    # told again, as when a run is repaired, it is not recorded again
    version = small.versions()[TABLE]
    run.end(("land_deals", "success", "1"), ("merge_deals", "success", "1"))
    assert run.rows() == rows
    assert small.versions()[TABLE] <= version + 1


def test_a_run_without_news_has_no_lag_but_knows_its_newest_file(small: SmallLakehouse) -> None:
    run = Run(small.spark, "2")
    run.stage("merge_deals", lambda: small.merge_feed("deals"), feed="deals")
    run.end(("merge_deals", "success", "1"))
    row = run.rows()["merge_deals"]
    assert (row["rows_read"], row["lag_seconds"]) == (0, None)
    assert row["newest_file_at"] is not None


def test_failures_are_recorded_by_whoever_can_and_end_in_a_failed_run(
    small: SmallLakehouse,
) -> None:
    run = Run(small.spark, "3")
    with pytest.raises(ValueError, match="no principal may see"):
        run.stage("merge_deals", failing, feed="deals")
    row = run.rows()["merge_deals"]
    assert (row["state"], row["error_class"], row["rows_read"]) == ("failed", "ValueError", 0)
    assert "nobody" not in str(row)

    ended = (
        ("land_deals", "success", "1"),
        ("merge_deals", "failed", "1"),
        ("merge_reps", "timedout", "3"),
        ("refresh", "upstream_failed", "1"),
    )
    run.stage("land_deals", lambda: {})
    expected = "got merge_deals: failed, merge_reps: timedout, refresh: skipped$"
    with pytest.raises(pipeline_runs.StagesFailed, match=expected):
        run.end(*ended)
    rows = run.rows()
    # what the stage told of itself stays
    assert rows["merge_deals"] == row
    told = {stage: (r["state"], r["attempts"], r["started_at"]) for stage, r in rows.items()}
    assert told["merge_reps"] == ("timedout", 3, None)
    assert told["refresh"] == ("skipped", 0, None)
    problems = sql.run(small.spark, "monitoring/failed_stages.sql", days=30).collect()
    assert {(p["stage"], p["state"], p["problem_count"]) for p in problems} == {
        ("merge_deals", "failed", 3),
        ("merge_reps", "timedout", 3),
        ("refresh", "skipped", 3),
    }

    # repaired: the second attempts take the place of the first, and the alert recovers
    for stage in ("merge_deals", "merge_reps", "refresh"):
        run.stage(stage, lambda: {"silver.x": Counter(read=1)}, attempt=4)
    run.end(("land_deals", "success", "1"), *((s, "success", "4") for s, *_ in ended[1:]))
    assert {r["state"] for r in run.rows().values()} == {"succeeded"}
    assert run.rows()["merge_deals"]["error_class"] is None
    assert sql.run(small.spark, "monitoring/failed_stages.sql", days=30).collect() == []


def test_without_a_last_task_each_stage_records_itself(small: SmallLakehouse) -> None:
    run = Run(small.spark, "4", recorded_by="")
    run.stage("merge_reps", lambda: {"silver.reps": Counter(read=3, quarantined=1, updated=2)})
    row = run.rows()["merge_reps"]
    assert (row["rows_read"], row["rows_written"], row["rows_quarantined"]) == (3, 2, 1)
    assert row["state"] == "succeeded"
    # outside of a job there is no run to record
    Run(small.spark, "", recorded_by="").stage("merge_reps", lambda: {})
    with pytest.raises(ValueError, match="no principal may see"):
        Run(small.spark, "", recorded_by="").stage("merge_reps", failing)
    assert Run(small.spark, "").rows() == {}


def test_documents_wait_until_a_stage_begins_after_them_and_succeeds(
    small: SmallLakehouse,
) -> None:
    def waiting() -> list[tuple[str, int]]:
        rows = sql.run(small.spark, "monitoring/waiting_documents.sql", lag_hours=6).collect()
        return [(row["stage"], row["document_count"]) for row in rows]

    assert waiting() == []
    # the runs of before are now from two days ago, and a document landed since
    small.spark.sql(f"update {TABLE} set started_at = started_at - interval '2' day")
    small.spark.sql(
        "update bronze.deals_raw set ingested_at = current_timestamp() - interval '7' hour"
    )
    assert waiting() == [("merge_deals", 2)]
    run = Run(small.spark, "5", recorded_by="")
    with pytest.raises(ValueError, match="no principal may see"):
        run.stage("merge_deals", failing, feed="deals")
    assert waiting() == [("merge_deals", 2)]
    run.stage("merge_deals", lambda: {}, attempt=2, feed="deals")
    assert waiting() == []


def test_a_spark_error_is_told_by_its_condition(small: SmallLakehouse) -> None:
    with pytest.raises(PySparkException) as caught:
        small.spark.sql("select * from silver.nothing")
    assert pipeline_runs.error_class(caught.value) == "TABLE_OR_VIEW_NOT_FOUND"


def test_freshness_and_recent_runs_tell_of_every_table_and_stage(small: SmallLakehouse) -> None:
    fresh = {r["table_name"]: r for r in sql.run(small.spark, "monitoring/freshness.sql").collect()}
    assert set(fresh) == {name for name in small.tables if not name.startswith("ops.")}
    assert fresh["silver.deals"]["newest_event_at"] is not None
    assert float(fresh["bronze.deals_raw"]["hours_since_arrival"]) == 7.0
    assert fresh["silver.reps"]["hours_since_arrival"] is None
    runs = sql.run(small.spark, "monitoring/recent_runs.sql", days=7).collect()
    assert [row["run_id"] for row in runs][0] == "5"
    assert {row["run_id"] for row in runs} == {"1", "2", "3", "4", "5"}


def test_a_stage_that_runs_on_is_recorded_as_running_and_after_batches(
    small: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline_runs, "HEARTBEAT_SECONDS", 1_000_000)

    def problems() -> list[tuple[str, str]]:
        rows = sql.run(small.spark, "monitoring/failed_stages.sql", days=30).collect()
        return [(row["stage"], row["state"]) for row in rows]

    with pytest.raises(ValueError, match="no principal may see"):
        Run(small.spark, "6", recorded_by="").stage("merge_deals", failing, feed="deals")
    assert ("merge_deals", "failed") in problems()
    run, seen = Run(small.spark, "7", recorded_by=""), []

    def work(hooks: BatchHooks) -> Any:
        seen.append(run.rows()["merge_deals"])
        small.land("deals/b.jsonl", json.dumps(deal("d3", "2025-03-01T00:00:00Z")))
        small.land_feed("deals", hooks)
        counts = small.merge_feed("deals", hooks)
        seen.append(run.rows()["merge_deals"])
        assert problems() == []
        # the next batch is within the time that one record stands for
        small.land("deals/c.jsonl", json.dumps(deal("d4", "2025-03-01T00:00:00Z")))
        small.land_feed("deals", hooks)
        small.merge_feed("deals", hooks)
        assert run.rows()["merge_deals"] == seen[1]
        return counts

    run.stage_of_streams("merge_deals", work, feed="deals")
    begun, beaten = seen
    assert (begun["state"], begun["started_at"], begun["newest_file_at"]) == ("running", None, None)
    assert beaten["state"] == "running"
    assert beaten["started_at"] <= beaten["ended_at"] <= beaten["recorded_at"]
    assert beaten["newest_file_at"] is not None
    assert run.rows()["merge_deals"]["state"] == "succeeded"


@pytest.mark.parametrize("recorded_by", ["", "record_run"])
def test_a_stage_does_its_work_and_fails_of_its_own_faults_where_nothing_can_be_recorded(
    small: SmallLakehouse,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    recorded_by: str,
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise RuntimeError("of rows that no principal may see")

    monkeypatch.setattr(sql, "run", refuse)
    run, done = Run(small.spark, "8", recorded_by), []

    def work() -> Any:
        done.append(True)
        return failing()

    with pytest.raises(ValueError, match="no principal may see"):
        run.stage("land_deals", work, feed="deals")
    assert done == [True]
    said = capsys.readouterr().out
    assert "that land_deals is failed could not be recorded: RuntimeError" in said
    assert ("is running could not be recorded" in said) == (not recorded_by)
    assert "no principal may see" not in said


def test_a_stage_that_lands_and_merges_replaces_those_of_an_earlier_release(
    small: SmallLakehouse,
) -> None:
    def waiting() -> list[tuple[str, int]]:
        rows = sql.run(small.spark, "monitoring/waiting_documents.sql", lag_hours=6).collect()
        return [(row["stage"], row["document_count"]) for row in rows]

    small.start_again("bronze.deals_raw", "silver.deals", TABLE)
    old = Run(small.spark, "10", recorded_by="")
    old.stage("land_deals", lambda: {"bronze.deals_raw": Counter(read=1)}, feed="deals")
    old.stage("merge_deals", lambda: {"silver.deals": Counter(read=1)}, feed="deals")
    small.land("deals/d.jsonl", json.dumps(deal("d9", "2025-03-01T00:00:00Z")))
    run = Run(small.spark, "11", recorded_by="")
    run.stage("ingest_deals", lambda: small.ingest_feed("deals"), feed="deals")
    # landed while the stage ran, hours ago: merged by it
    ago = "interval '7' hour"
    small.spark.sql(f"update bronze.deals_raw set ingested_at = ingested_at - {ago}")
    small.spark.sql(
        f"update {TABLE} set started_at = started_at - {ago}, ended_at = ended_at - {ago}"
    )
    assert waiting() == []
    # landed after it
    small.spark.sql("update bronze.deals_raw set ingested_at = ingested_at + interval '30' minute")
    assert waiting() == [("ingest_deals", 1)]


def test_stages_of_one_task_are_recorded_each_and_a_failed_one_stops_no_other(
    small: SmallLakehouse,
) -> None:
    run = Run(small.spark, "12")
    told = {"catalog": CATALOG, "job_run_id": "12", "job_name": "ingest", "task": "ingest_entities"}

    def attempt(number: int, of_deals: Callable[[], Any]) -> None:
        more = {"attempt": str(number), "recorded_by": "record_run"}
        stages = [
            pipeline_runs.Stage("ingest_deals", lambda _: of_deals(), "deals"),
            pipeline_runs.Stage("ingest_reps", lambda _: {"silver.reps": Counter(read=1)}, "reps"),
        ]
        dbutils = Dbutils({**told, **more}, run.values)
        pipeline_runs.recorded_stages(small.spark, dbutils, stages)

    def end(state: str, attempts: int) -> None:
        pipeline_runs.record_run(
            small.spark,
            Dbutils({}, run.values),
            catalog=CATALOG,
            run_id="12",
            job_name="ingest",
            stages=[
                (stage, "ingest_entities", state, str(attempts))
                for stage in ("ingest_reps", "ingest_deals")
            ],
        )

    with pytest.raises(ValueError, match="no principal may see"):
        attempt(1, failing)
    assert run.values == {}
    with pytest.raises(pipeline_runs.StagesFailed):
        end("failed", 1)
    columns = ("state", "feed", "rows_read")
    found = {stage: tuple(row[c] for c in columns) for stage, row in run.rows().items()}
    assert found == {
        "ingest_reps": ("succeeded", "reps", 1),
        "ingest_deals": ("failed", "deals", 0),
    }
    attempt(2, lambda: {"silver.deals": Counter(read=2)})
    end("success", 2)
    states = {stage: (row["state"], row["attempts"]) for stage, row in run.rows().items()}
    assert states == {"ingest_reps": ("succeeded", 2), "ingest_deals": ("succeeded", 2)}
