"""ops.pipeline_runs: outcome of each stage, recorded by the stage or at the end of the run.

A task whose stages succeed hands their records on as a task value, and the last task of the run
writes those of all at once; of a task that fails each stage writes its own. Where there is no last
task (the tasks of a continuous job may not wait for each other) each stage writes its own, and
because it may never end, also that it runs and when its latest batch was. A stage that could not
report, as one whose cluster was lost, the last task knows by the state of its task alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.counts import TableCounts
from lakehouse.runtime.counts import add as add_counts
from lakehouse.runtime.errors import error_class
from lakehouse.runtime.streams import (
    BatchDone,
    BatchGuard,
    BatchHooks,
    unguarded,
    use_catalog,
)
from lakehouse.runtime.threads import inherited

TABLE = "ops.pipeline_runs"

RUNNING = "running"
SUCCEEDED = "succeeded"
FAILED = "failed"
SKIPPED = "skipped"

RECORDS = "records"
"""The key of the task value that a task hands the records of its stages on as, by stage."""

STATES = {
    "success": SUCCEEDED,
    "failed": FAILED,
    "timedout": "timedout",
    "canceled": "canceled",
    "evicted": "canceled",
    "upstream_failed": SKIPPED,
    "upstream_canceled": SKIPPED,
    "upstream_evicted": SKIPPED,
    "excluded": SKIPPED,
}
"""A task's `result_state`, as a dynamic value reference has it, as the table's `state`."""

WIDGETS = ("job_run_id", "job_name", "attempt", "recorded_by")
"""Parameters by which a notebook knows its run; all empty outside of a job."""

HEARTBEAT_SECONDS = 300
"""Shortest interval between two records of a running stage."""

_COUNTS = ("read", "quarantined", "inserted", "updated", "deleted")


class StagesFailed(Exception):
    """Stages of the run did not succeed: a last task that succeeded would hide it."""


@dataclass(frozen=True)
class StageRecord:
    """Record of one stage of one run."""

    run_id: str
    job_name: str
    stage: str
    state: str
    attempts: int
    feed: str | None = None
    """The feed that the stage ingests."""
    error_class: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    tables: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True)
class Stage:
    """A step of a run that is recorded by itself; a notebook does one or more."""

    name: str
    work: Callable[[BatchHooks], TableCounts]
    """Receives the hooks for the batches of its streams."""
    feed: str | None = None
    """The feed whose documents the stage ingests."""


def recorded(
    spark: SparkSession, dbutils: Any, work: Callable[[BatchHooks], TableCounts]
) -> dict[str, dict[str, int]]:
    """Does the work of a task that is one stage; see `recorded_stages`."""
    dbutils.widgets.text("stage", "")
    return recorded_stages(spark, dbutils, [Stage(dbutils.widgets.get("stage"), work)])


def recorded_stages(
    spark: SparkSession,
    dbutils: Any,
    stages: Sequence[Stage],
    guard: BatchGuard = unguarded,
    *,
    in_turn: bool = False,
) -> dict[str, dict[str, int]]:
    """Does the work of stages, whose counts it returns, and records how each ended.

    The stages run side by side, or `in_turn`, and the failure of one does not stop another. `guard`
    is entered for the work on each batch of their streams.
    """
    for name in WIDGETS:
        dbutils.widgets.text(name, "")
    parameters = {name: dbutils.widgets.get(name) for name in WIDGETS}
    use_catalog(spark, dbutils.widgets.get("catalog"))

    def run(stage: Stage) -> _Outcome:
        return _run(spark, parameters, stage, guard)

    if in_turn or len(stages) == 1:
        outcomes = [run(stage) for stage in stages]
    else:
        with ThreadPoolExecutor(len(stages)) as threads:
            running = [threads.submit(inherited(spark, run), stage) for stage in stages]
            outcomes = [one.result() for one in running]
    failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
    done = [outcome.record for outcome in outcomes if outcome.failure is None]
    if parameters["recorded_by"] and not failures:
        records = {record.stage: asdict(record) for record in done}
        dbutils.jobs.taskValues.set(RECORDS, records)
    elif parameters["job_run_id"] and done:
        # a task that fails hands nothing on
        write(spark, done)
    if failures:
        raise failures[0]
    total: TableCounts = {}
    for outcome in outcomes:
        add_counts(total, outcome.counts)
    return {table: dict(numbers) for table, numbers in total.items()}


@dataclass(frozen=True)
class _Outcome:
    """Outcome of a stage."""

    record: StageRecord
    counts: TableCounts
    failure: Exception | None = None


def _run(
    spark: SparkSession, parameters: dict[str, str], stage: Stage, guard: BatchGuard
) -> _Outcome:
    # only what can be copied: on Spark Connect another process records the batches of a stream
    started_at, name, feed = _now(), stage.name, stage.feed

    def record(state: str, **more: Any) -> StageRecord:
        times: dict[str, Any] = {"started_at": started_at, "ended_at": _now()}
        return StageRecord(
            run_id=parameters["job_run_id"],
            job_name=parameters["job_name"],
            stage=name,
            feed=feed,
            attempts=int(parameters["attempt"] or 1),
            state=state,
            **(times | more),
        )

    hooks = BatchHooks(guard)
    if parameters["job_run_id"] and not parameters["recorded_by"]:
        _write_if_possible(spark, record(RUNNING, started_at=None, ended_at=None), add)
        hooks = BatchHooks(guard, _heartbeat(record))
    try:
        counts = stage.work(hooks)
    except Exception as error:
        failed = record(FAILED, error_class=error_class(error))
        if parameters["job_run_id"]:
            _write_if_possible(spark, failed)
        return _Outcome(failed, {}, error)
    return _Outcome(record(SUCCEEDED, tables=_tables(counts)), counts)


def record_run(
    spark: SparkSession,
    dbutils: Any,
    *,
    catalog: str,
    run_id: str,
    job_name: str,
    stages: Iterable[tuple[str, str, str, str]],
) -> dict[str, str]:
    """Records all stages of a run.

    Each is specified by its name, its task, and the task's `result_state` and `execution_count`.
    Returns the states by stage.
    Raises where one did not succeed, so that the run is a failed one.
    """
    use_catalog(spark, catalog)
    records: list[StageRecord] = []
    for stage, task, result_state, execution_count in stages:
        values = dbutils.jobs.taskValues
        known = values.get(taskKey=task, key=RECORDS, default={}, debugValue={}).get(stage)
        state = STATES.get(result_state, result_state)
        if known and state == SUCCEEDED:
            records.append(StageRecord(**known))
        else:
            attempts = 0 if state == SKIPPED else int(execution_count)
            records.append(StageRecord(run_id, job_name, stage, state, attempts))
    write(spark, records)
    states = {record.stage: record.state for record in records}
    problems = [f"{stage}: {state}" for stage, state in states.items() if state != SUCCEEDED]
    if problems:
        raise StagesFailed(f"stages: not all succeeded, got {', '.join(problems)}")
    return states


def write(spark: SparkSession, records: Iterable[StageRecord]) -> None:
    """Merges records into ops.pipeline_runs."""
    views = {"stage_records": _rows(spark, records)}
    sql.merge(spark, "monitoring/merge_pipeline_runs.sql", views)


def add(spark: SparkSession, records: Iterable[StageRecord]) -> None:
    """Adds records of starting stages to ops.pipeline_runs.

    All stages of a continuous job start at once. Appends do not conflict; of concurrent merges
    only one succeeds. Records of an earlier attempt are merged.
    """
    records = list(records)
    if any(record.attempts > 1 for record in records):
        write(spark, records)
    else:
        _rows(spark, records).writeTo(TABLE).append()


def _rows(spark: SparkSession, records: Iterable[StageRecord]) -> DataFrame:
    text = json.dumps([asdict(record) for record in records])
    return sql.run(spark, "monitoring/stage_records.sql", records=text)


def _heartbeat(record: Callable[..., StageRecord]) -> BatchDone:
    """Records of a stage that runs on when its latest batch began and ended, now and then."""
    due_at = time.monotonic()

    def tell(spark: SparkSession, begun_at: datetime) -> None:
        nonlocal due_at
        if time.monotonic() < due_at:
            return
        due_at = time.monotonic() + HEARTBEAT_SECONDS
        begun = begun_at.isoformat(timespec="milliseconds")
        _write_if_possible(spark, record(RUNNING, started_at=begun))

    return tell


def _write_if_possible(
    spark: SparkSession,
    record: StageRecord,
    how: Callable[[SparkSession, Iterable[StageRecord]], None] = write,
) -> None:
    """Writes it if that can be done.

    What a stage failed of may be in the way of this, too; and one that runs has work to do.
    """
    try:
        how(spark, [record])
    except Exception as error:
        print(f"that {record.stage} is {record.state} could not be recorded: {error_class(error)}")


def _tables(counts: TableCounts) -> list[dict[str, Any]]:
    return [
        {"table_name": table, **{name: int(numbers.get(name, 0)) for name in _COUNTS}}
        for table, numbers in counts.items()
    ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
