"""Running a stream: when it looks for news, where it remembers what it has read, what it read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming import DataStreamWriter, StreamingQuery

AVAILABLE_NOW = "availableNow"


@dataclass(frozen=True)
class Batch:
    """What a batch of a stream is known by: the same when it is tried again."""

    stage: str
    """The step of the job: the name of the checkpoint."""
    stream_id: str
    """The stream, as its checkpoint names it: another checkpoint, another stream."""
    batch_id: int
    job_run_id: str | None = None
    """The run of the job that does the work; another one when it is tried again."""


def use_catalog(spark: SparkSession, catalog: str) -> None:
    """Lets two-part names mean tables of `catalog`."""
    if spark.catalog.currentCatalog() != catalog:
        spark.catalog.setCurrentCatalog(catalog)


def triggered(writer: DataStreamWriter, trigger: str) -> DataStreamWriter:
    """The stream reads what there is and ends (`availableNow`), or looks at every interval."""
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
) -> None:
    """Does `work` for each batch of the stream, with the batch's session at `catalog`."""
    stage = PurePosixPath(checkpoint).name
    stream_id: Future[str] = Future()

    def on_batch(rows: DataFrame, batch_id: int) -> None:
        # The stream runs in a copy of the session: only there are its temporary views seen.
        use_catalog(rows.sparkSession, catalog)
        batch = Batch(stage, stream_id.result(), batch_id, job_run_id or None)
        work(rows.sparkSession, rows, batch)

    writer = stream.writeStream.foreachBatch(on_batch).option("checkpointLocation", checkpoint)
    query = triggered(writer, trigger).start()
    stream_id.set_result(query.id)
    query.awaitTermination()


def rows_read(query: StreamingQuery) -> int:
    """Waits for the end of the stream and says how many rows it read."""
    query.awaitTermination()
    progress: list[dict[str, Any]] = list(query.recentProgress)
    return sum(p["numInputRows"] for p in progress)
