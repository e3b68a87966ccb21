"""ops.rescued_data: kept up to date with what bronze rescues, day by day."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial, reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import counts, sql
from lakehouse.contracts import Contracts
from lakehouse.streams import each_batch, landed_in, started_again, use_catalog

TABLE = "ops.rescued_data"


@started_again
def refresh_rescued_data(
    spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str, trigger: str
) -> counts.TableCounts:
    """Computes anew the days on which documents that did not fit reached bronze."""
    use_catalog(spark, catalog)
    total: counts.TableCounts = {}
    # A stream keeps its sources: another set of feeds is another stream, and reads from the start.
    feeds = "_".join(sorted(contracts.feeds))
    each_batch(
        rescued_documents(spark, contracts, streaming=True),
        lambda session, rows, _: counts.add(total, refresh_batch(session, contracts, rows)),
        catalog=catalog,
        checkpoint=f"{checkpoints}/refresh_rescued_data/{feeds}",
        trigger=trigger,
    )
    return total


def rescued_documents(spark: SparkSession, contracts: Contracts, *, streaming: bool) -> DataFrame:
    """The documents of every feed, by its name, that had something to rescue."""
    read = partial(landed_in, spark) if streaming else spark.table
    return reduce(
        DataFrame.unionByName,
        (
            read(feed.bronze_table)
            .where("_rescued_data is not null")
            .select(F.lit(feed.name).alias("feed"), "_metadata", "_rescued_data", "ingested_at")
            for feed in contracts.feeds.values()
        ),
    )


def refresh_batch(
    spark: SparkSession, contracts: Contracts, rows: DataFrame
) -> dict[str, Counter[str]]:
    """Merges the days and feeds that a batch touches."""
    touched = rows.select("feed", F.to_date("ingested_at").alias("day")).distinct().persist()
    try:
        touched.createOrReplaceTempView("touched_days")
        days = touched.agg(
            F.count("*").alias("n"), F.min("day").alias("first"), F.max("day").alias("last")
        ).first()
        if days["n"] == 0:
            return {TABLE: Counter()}
        documents = rescued_documents(spark, contracts, streaming=False)
        documents.createOrReplaceTempView("rescued_documents")
        merged = sql.merge(
            spark,
            "monitoring/merge_rescued_data.sql",
            first_day=days["first"],
            next_day=days["last"] + timedelta(days=1),
        )
    finally:
        touched.unpersist()
    return {TABLE: Counter(read=days["n"]) + merged}
