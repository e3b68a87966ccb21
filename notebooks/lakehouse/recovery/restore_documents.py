"""The landed documents that hang on tables which are restored: to be left out, or judged again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.evaluation_documents import EVALUATIONS
from lakehouse.ingest.feed_merge import tables_of
from lakehouse.ingest.signals import SIGNALS
from lakehouse.quality.admission import QUARANTINE
from lakehouse.recovery.comparison import EXTRA, MISSING
from lakehouse.recovery.restore_plan import Plan
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Feed

DELETIONS = "silver.deletions"

_DOCUMENT = ("payload", "_metadata", "ingested_at", "payload_sha256")

Plans = Mapping[str, Plan]
"""What is restored, by table."""


def concerns(feed: Feed, plans: Mapping[str, object]) -> bool:
    """True if a restored table has the feed's documents, or is built from them."""
    return not plans.keys().isdisjoint({feed.bronze_table, *_made_of(feed)})


def unknown_then(spark: SparkSession, feed: Feed, plans: Plans) -> DataFrame | None:
    """The documents that the restored tables of silver do not know then.

    Where bronze alone is restored, they are those that come back to it, if any do.
    """
    restored = [plans[name] for name in _made_of(feed) if name in plans]
    if not restored:
        bronze = plans.get(feed.bronze_table)
        if bronze is None or not bronze.change.returns:
            return None
        return bronze.differences.where(F.col("kind") == MISSING).select(*_DOCUMENT)
    gone = (p.now.select("source_file").subtract(p.then.select("source_file")) for p in restored)
    since = min(p.to.at for p in restored)
    views = {
        "rows_that_went": reduce(DataFrame.unionAll, gone),
        "documents": _landed(spark, feed, plans),
    }
    documents = sql.run(spark, "silver/documents_since.sql", views, since=since.isoformat())
    return documents.select(*_DOCUMENT)


def deletions(spark: SparkSession, feed: Feed, plans: Plans) -> DataFrame | None:
    """The documents by which sources have deleted rows that come back, as far as is remembered."""
    returning = [
        _returning(p).select(_record(p).alias("record_id"))
        for name, p in plans.items()
        if name in tables_of(feed.name)
    ]
    if not returning:
        return None
    remembered = plans[DELETIONS].then if DELETIONS in plans else spark.table(DELETIONS)
    records = remembered.where(F.col("target_table").isin(*tables_of(feed.name))).join(
        reduce(DataFrame.unionAll, returning), "record_id", "left_semi"
    )
    views = {"open_records": records, "bronze_table": _landed(spark, feed, plans)}
    return sql.run(spark, "silver/documents_of_records.sql", views)


def left_in_silver(spark: SparkSession, feed: Feed, plans: Plans) -> dict[str, int]:
    """Rows, by table of silver that is not restored, of files whose documents go from bronze."""
    bronze = plans.get(feed.bronze_table)
    if bronze is None or not bronze.change.goes:
        return {}
    files = bronze.differences.where(F.col("kind") == EXTRA).select(
        F.col("_metadata.file_path").alias("source_file")
    )
    counts = {
        name: spark.table(name).join(files, "source_file", "left_semi").count()
        for name in _made_of(feed)
        if name not in plans
    }
    return {name: count for name, count in counts.items() if count}


def _landed(spark: SparkSession, feed: Feed, plans: Plans) -> DataFrame:
    """The documents that bronze has once all is restored."""
    bronze = plans.get(feed.bronze_table)
    return spark.table(feed.bronze_table) if bronze is None else bronze.then


def _made_of(feed: Feed) -> tuple[str, ...]:
    return (*tables_of(feed.name), QUARANTINE, DELETIONS)


def _returning(restored: Plan) -> DataFrame:
    """The rows that come back; or all, where an earlier run may have ended after they came."""
    if restored.change.is_none:
        return restored.then
    return restored.differences.where(F.col("kind") == MISSING)


def _record(restored: Plan) -> Column:
    """The column that identifies the row in a deletion: an evaluation is one of its call."""
    of_call = restored.table.name in (SIGNALS, EVALUATIONS)
    return F.col("call_id" if of_call else restored.table.key[0])
