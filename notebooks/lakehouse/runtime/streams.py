"""Execution of a stream: its trigger, its checkpoint, and the counts of its batches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, DataFrameWriter, SparkSession
from pyspark.sql.streaming import DataStreamWriter, StreamingQuery

AVAILABLE_NOW = "availableNow"

PROGRESS_SECONDS = 2
"""Interval at which the progress of a running stream is added up."""

BatchDone = Callable[[datetime], None]
"""Receives the start time of a batch after the batch is complete."""

_batch_done: ContextVar[BatchDone | None] = ContextVar("batch_done", default=None)
"""Of the stage: stages that run side by side in one notebook have a thread each."""

BatchGuard = Callable[[str], AbstractContextManager[object]]
"""Makes what is entered for the work on a batch of a stage, such as a lock."""

# Of the process, not of the thread: a stream does the work on its batches in another thread.
_batch_guard: BatchGuard = nullcontext

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


def on_batch_done(tell: BatchDone) -> None:
    """Reports every batch of the streams that this thread starts from now on."""
    _batch_done.set(tell)


def is_checkpoint(spark: SparkSession, folder: str) -> bool:
    """Returns true if a folder is the checkpoint of a stream that has started."""
    try:
        spark.read.text(f"{folder}/metadata")
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return False
        raise
    return True


@contextmanager
def guarded_batches(guard: BatchGuard) -> Iterator[None]:
    """Enters `guard` for the work on each batch of all streams, until the block ends."""
    global _batch_guard
    _batch_guard = guard
    try:
        yield
    finally:
        _batch_guard = nullcontext


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
    work: Callable[[SparkSession, DataFrame, Batch], None],
    *,
    catalog: str,
    checkpoint: str,
    trigger: str,
    job_run_id: str = "",
    stage: str = "",
) -> int:
    """Does `work` for each batch of the stream, with the batch's session at `catalog`.

    The stage is by default the name of the checkpoint.

    Answers how many rows the stream read. An error of `work` ends the stream before the batch
    counts as read, and is raised as it is.
    """
    stage = stage or PurePosixPath(checkpoint).name
    stream_id: Future[str] = Future()
    failures: list[BaseException] = []
    tell = _batch_done.get()

    def on_batch(rows: DataFrame, batch_id: int) -> None:
        begun_at = datetime.now(UTC)
        try:
            # The stream runs in a copy of the session: only there are its temporary views seen.
            use_catalog(rows.sparkSession, catalog)
            batch = Batch(stage, stream_id.result(), batch_id, job_run_id or None)
            with _batch_guard(stage):
                work(rows.sparkSession, rows, batch)
            if tell is not None:
                tell(begun_at)
        except BaseException as failure:
            failures.append(failure)
            raise

    writer = stream.writeStream.foreachBatch(on_batch).option("checkpointLocation", checkpoint)
    query = triggered(writer, trigger).start()
    stream_id.set_result(query.id)
    try:
        read = rows_read(query)
    except Exception:
        if not failures:
            raise
    if failures:
        # Spark reports it within its own error, or not at all: it searches the text for an
        # interruption by a pattern that exhausts the stack on a long text.
        raise failures[0] from None
    return read


def rows_read(query: StreamingQuery) -> int:
    """Waits for the end of the stream, and returns how many rows it read.

    Spark retains the progress of the latest 100 batches, the default of
    `spark.sql.streaming.numRecentProgressUpdates`, so it is added up while the stream runs.
    """
    read, latest = 0, -1
    ended = False
    while not ended:
        try:
            ended = query.awaitTermination(PROGRESS_SECONDS)
        finally:
            progress: list[dict[str, Any]] = list(query.recentProgress)
            # a batch reports once; between batches, progress repeats the latest one without rows
            new = [p for p in progress if p["batchId"] > latest and p["numInputRows"] > 0]
            read += sum(p["numInputRows"] for p in new)
            latest = max([latest, *(p["batchId"] for p in new)])
    return read
