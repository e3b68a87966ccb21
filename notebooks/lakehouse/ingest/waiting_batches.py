"""ops.waiting_batches: batches that are in bronze and could not be merged into silver yet.

A merge that fails does not hold up the landing of its feed: the batch is recorded here, and the
next run merges it first.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Feed


@dataclass(frozen=True)
class WaitingBatch:
    """A batch of a feed's stream that landed in bronze."""

    feed: str
    stream_id: str
    batch_id: int
    ingested_at_micros: int
    """The time of its documents in bronze. No other batch of the stream has it."""

    def documents(self, spark: SparkSession, feed: Feed) -> DataFrame:
        """The documents of the batch, as bronze has them."""
        at = F.timestamp_micros(F.lit(self.ingested_at_micros))
        return spark.table(feed.bronze_table).where(F.col("ingested_at") == at)

    def add(self, spark: SparkSession, error_class: str) -> None:
        """Records that the batch could not be merged."""
        at = {"ingested_at_micros": self.ingested_at_micros, "error_class": error_class}
        sql.merge(spark, "bronze/add_waiting_batch.sql", **self._key, **at)

    def delete(self, spark: SparkSession) -> None:
        """Removes the record of the batch, which has been merged."""
        sql.merge(spark, "bronze/delete_waiting_batch.sql", **self._key)

    @property
    def _key(self) -> dict[str, str | int]:
        return {"feed": self.feed, "stream_id": self.stream_id, "batch_id": self.batch_id}


def waiting_batches(spark: SparkSession, feed: str) -> list[WaitingBatch]:
    """The batches of a feed that wait, the oldest first."""
    rows = sql.run(spark, "bronze/waiting_batches.sql", feed=feed).collect()
    return [WaitingBatch(feed, **row.asDict()) for row in rows]
