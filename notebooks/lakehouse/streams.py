"""Running a stream: when it looks for news, where it remembers what it has read, what it read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming import DataStreamWriter, StreamingQuery

AVAILABLE_NOW = "availableNow"


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
    work: Callable[[SparkSession, DataFrame], None],
    *,
    catalog: str,
    checkpoint: str,
    trigger: str,
) -> None:
    """Does `work` for each batch of the stream, with the batch's session at `catalog`."""

    def on_batch(batch: DataFrame, _batch_id: int) -> None:
        # The stream runs in a copy of the session: only there are its temporary views seen.
        use_catalog(batch.sparkSession, catalog)
        work(batch.sparkSession, batch)

    writer = stream.writeStream.foreachBatch(on_batch).option("checkpointLocation", checkpoint)
    triggered(writer, trigger).start().awaitTermination()


def rows_read(query: StreamingQuery) -> int:
    """Waits for the end of the stream and says how many rows it read."""
    query.awaitTermination()
    progress: list[dict[str, Any]] = list(query.recentProgress)
    return sum(p["numInputRows"] for p in progress)
