"""ops.rescued_data: kept up to date with what bronze rescues, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.landing import rescued_fields
from lakehouse.runtime import sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.streams import is_checkpoint

TABLE = "ops.rescued_data"

_FEEDS_OF_STREAM = "conversations_deals_reps"
"""The name of the checkpoint of that stream, by its feeds."""


def refresh_batch(spark: SparkSession, feed: Feed, documents: DataFrame) -> dict[str, Counter[str]]:
    """Computes again the days on which documents of a batch reached bronze."""
    return _refresh(spark, [feed], rescued_documents(documents, feed))


def refresh_all(spark: SparkSession, contracts: Contracts) -> dict[str, Counter[str]]:
    """Computes again every day on which documents that did not fit reached bronze."""
    feeds = contracts.feeds.values()
    return _refresh(spark, feeds, _in_bronze(spark, feeds))


def take_over(
    spark: SparkSession, contracts: Contracts, checkpoints: str, remove: Callable[[str], object]
) -> None:
    """Counts what the stream of an earlier release has left, and removes its checkpoint."""
    folder = f"{checkpoints}/refresh_rescued_data"
    if is_checkpoint(spark, f"{folder}/{_FEEDS_OF_STREAM}"):
        refresh_all(spark, contracts)
        remove(folder)


def rescued_documents(documents: DataFrame, feed: Feed) -> DataFrame:
    """The documents of a feed, by its name, that had something to rescue, with the fields of it."""
    fields = rescued_fields(documents.sparkSession, feed)
    return documents.where("_rescued_data is not null").select(
        F.lit(feed.name).alias("feed"), "_metadata", fields.alias("fields"), "ingested_at"
    )


def _in_bronze(spark: SparkSession, feeds: Iterable[Feed]) -> DataFrame:
    of_feeds = (rescued_documents(spark.table(feed.bronze_table), feed) for feed in feeds)
    return reduce(DataFrame.unionByName, of_feeds)


def _refresh(
    spark: SparkSession, feeds: Iterable[Feed], rescued: DataFrame
) -> dict[str, Counter[str]]:
    """Merges the days and feeds of rescued documents."""
    with cached(rescued.select("feed", F.to_date("ingested_at").alias("day")).distinct()) as days:
        touched = sql.only_row(
            days.agg(
                F.count("*").alias("n"), F.min("day").alias("first"), F.max("day").alias("last")
            )
        )
        if touched["n"] == 0:
            return {TABLE: Counter()}
        merged = sql.merge(
            spark,
            "monitoring/merge_rescued_data.sql",
            {"touched_days": days, "rescued_documents": _in_bronze(spark, feeds)},
            first_day=touched["first"],
            next_day=touched["last"] + timedelta(days=1),
        )
    return {TABLE: Counter(read=touched["n"]) + merged}
