"""Execution of a stream: its trigger, its checkpoint, and the counts of its batches."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pyspark import cloudpickle
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameWriter, SparkSession
from pyspark.sql.streaming.readwriter import DataStreamWriter

from lakehouse.runtime.batch_reports import BatchReport, BatchReports
from lakehouse.runtime.counts import TableCounts, add

AVAILABLE_NOW = "availableNow"

BatchDone = Callable[[SparkSession, datetime], None]
"""Receives the session and the start time of a batch after the batch is complete."""

BatchGuard = Callable[[SparkSession, str], AbstractContextManager[object]]
"""Returns what is entered for the work on a batch of a stage, such as a lock."""


def unguarded(_session: SparkSession, _stage: str) -> AbstractContextManager[object]:
    """The guard of batches that need none."""
    return nullcontext()


@dataclass(frozen=True)
class BatchHooks:
    """Calls around the work on each batch of a stream."""

    guard: BatchGuard = unguarded
    done: BatchDone | None = None


NO_HOOKS = BatchHooks()


@dataclass(frozen=True)
class Outcome:
    """Outcome of the work on batches of a stream."""

    counts: TableCounts = field(default_factory=dict[str, Counter[str]])
    failures: tuple[Exception, ...] = ()
    """Failures that do not end the stream."""


_Task = TypeVar("_Task", bound=Callable[..., Any])
_SOURCE_GREW = re.compile(
    r"DELTA_SCHEMA_CHANGED|DELTA_STREAMING_SCHEMA_MISMATCH_ON_RESTART|Invalid batch: "
)
"""Errors of a stream whose source received columns while it ran, or between its definition and its
start: the first batch then has other columns than Spark's plan."""


class NewColumns(Exception):
    """Documents have new fields; they are columns when the stream starts again."""


def started_again(task: _Task) -> _Task:
    """Starts a task that never ends again where columns came to what it reads or writes.

    A run of a job that always runs is not tried again, and ends when all of its tasks have ended.
    """

    @wraps(task)
    def run(*arguments: Any, trigger: str, **options: Any) -> Any:
        while True:
            try:
                return task(*arguments, trigger=trigger, **options)
            except Exception as stopped:
                grew = isinstance(stopped, NewColumns) or _SOURCE_GREW.search(str(stopped))
                if trigger == AVAILABLE_NOW or not grew:
                    raise
                print(f"starts again: {stopped}")

    return run  # type: ignore[return-value]


@dataclass(frozen=True)
class Batch:
    """Identity of a batch of a stream, which is the same when the batch is repeated."""

    stage: str
    """The step of the job: the name of the checkpoint."""
    stream_id: str
    """The stream, as its checkpoint names it: another checkpoint, another stream."""
    batch_id: int
    job_run_id: str | None = None
    """The run of the job that does the work; another one when it is tried again."""

    def once(self, writer: DataFrameWriter) -> DataFrameWriter:
        """Sets the options by which Delta skips a batch that was already written."""
        return writer.option("txnAppId", self.stream_id).option("txnVersion", self.batch_id)


def is_checkpoint(spark: SparkSession, folder: str) -> bool:
    """Returns true if a folder is the checkpoint of a stream that has started."""
    try:
        # Spark Connect analyses a DataFrame when its schema or its rows are read
        _ = spark.read.text(f"{folder}/metadata").schema
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return False
        raise
    return True


def use_catalog(spark: SparkSession, catalog: str) -> None:
    """Sets the catalog of two-part names."""
    if spark.catalog.currentCatalog() != catalog:
        spark.catalog.setCurrentCatalog(catalog)


def landed_in(spark: SparkSession, table: str, fails_on_loss: bool = True) -> DataFrame:
    """The stream of the rows that are appended to a table of bronze.

    What is deleted from it, or restored, is no document that lands: the stream passes over it.
    """
    reader = spark.readStream.option("skipChangeCommits", True)
    return reader.option("failOnDataLoss", fails_on_loss).table(table)


def triggered(writer: DataStreamWriter, trigger: str) -> DataStreamWriter:
    """The stream reads the available records and ends (`availableNow`), or reads at an interval."""
    if trigger == AVAILABLE_NOW:
        return writer.trigger(availableNow=True)
    return writer.trigger(processingTime=trigger)


def each_batch(
    stream: DataFrame,
    work: Callable[[SparkSession, DataFrame, Batch], Outcome],
    *,
    catalog: str,
    checkpoint: str,
    trigger: str,
    job_run_id: str = "",
    stage: str = "",
    hooks: BatchHooks = NO_HOOKS,
    reports: BatchReports | None = None,
) -> Outcome:
    """Does `work` for each batch of the stream, with the batch's session at `catalog`.

    The stage is by default the name of the checkpoint. Returns the sum of the outcomes. An error
    of `work` ends the stream before the batch counts as read, and is raised.

    On Spark Connect `work` and `hooks` run in another process: they are copied with all that they
    refer to, so they must refer to no session, and what they change is changed in the copy.
    `reports` are for a caller that needs to know whether the work has begun.
    """
    stage = stage or PurePosixPath(checkpoint).name
    of_batches = reports or BatchReports(checkpoint)

    def on_batch(rows: DataFrame, batch_id: int) -> None:
        begun_at = datetime.now(UTC)
        session = rows.sparkSession
        try:
            # the stream runs in a copy of the session
            use_catalog(session, catalog)
            stream_id = of_batches.stream_id(session)
            batch = Batch(stage, stream_id, batch_id, job_run_id or None)
            with hooks.guard(session, stage):
                outcome = work(session, rows, batch)
            if hooks.done is not None:
                hooks.done(session, begun_at)
        except BaseException as failure:
            with suppress(Exception):
                of_batches.add(session, BatchReport(batch_id, failure=failure))
            raise
        of_batches.add(session, BatchReport(batch_id, outcome.counts, outcome.failures))

    # the other process may not have this package on its path
    cloudpickle.register_pickle_by_value(sys.modules["lakehouse"])
    writer = stream.writeStream.foreachBatch(on_batch).option("checkpointLocation", checkpoint)
    of_batches.prepare(stream)
    query = triggered(writer, trigger).start()
    of_batches.started(query.id)
    try:
        query.awaitTermination()
    except Exception:
        _raise_failure(of_batches.read(stream))
        raise
    # Spark reports a failure within its own error, or not at all: it searches the text for an
    # interruption by a pattern that exhausts the stack on a long text.
    done = of_batches.read(stream)
    _raise_failure(done)
    counts: TableCounts = {}
    for report in done:
        add(counts, report.counts)
    return Outcome(counts, tuple(failure for one in done for failure in one.passed_over))


def _raise_failure(reports: Iterable[BatchReport]) -> None:
    for report in reports:
        if report.failure is not None:
            raise report.failure from None
