"""Deals and reps: feeds whose document is one row of a silver table."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.deletions import deletions_in, remember, staged, standing
from lakehouse.ingest.parsing import flattened, parsed, typed
from lakehouse.quality.admission import check, key_range, known_of, quarantine, rejected, tallies_of
from lakehouse.quality.rules import IS_DELETED, counted, is_good, judged
from lakehouse.runtime import sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Feed, Table
from lakehouse.runtime.layers import LIVE, Layers
from lakehouse.runtime.streams import Batch


def merge_batch(
    spark: SparkSession,
    bronze: DataFrame,
    feed: Feed,
    table: Table,
    batch: Batch | None = None,
    *,
    layers: Layers = LIVE,
) -> dict[str, Counter[str]]:
    """Merges a batch of bronze rows: each enters the table or quarantine, or is out of date."""
    with cached(judged_records(bronze, feed, table)) as candidates:
        (tally,) = tallies_of((candidates, table, key_range(table)))
        accepted = candidates.where(is_good())
        known = known_of(spark, accepted, table, tally, layers)
        check(spark, None if layers.are_copies else batch, [(table, tally)])
        done = counted(tally)
        rejects_of_batch = [rejected(candidates, table, F.col("payload"))]
        quarantine(spark, rejects_of_batch, layers, count=tally["quarantined"])
        if tally["first_key"] is not None:
            if deletions_in(tally):
                remember(spark, [staged(spark, accepted, table, "updated_at")], layers)
            entering = accepted
            if deletions_in(tally) or known["deleted"]:
                entering = standing(spark, accepted, table, "updated_at", layers)
            records = {"records": typed(entering, table, (IS_DELETED,))}
            latest = sql.run(spark, "silver/latest_records.sql", records, key=table.key[0])
            done.update(
                sql.merge(
                    spark,
                    "silver/merge_feed.sql",
                    {"staged_records": latest},
                    target_table=layers.located(table.name),
                    key=table.key[0],
                )
            )
    return {table.name: done}


def rejects(bronze: DataFrame, feed: Feed, table: Table) -> DataFrame:
    """Of bronze rows, the records that the rules reject, as quarantine keeps them."""
    return rejected(judged_records(bronze, feed, table), table, F.col("payload"))


def judged_records(bronze: DataFrame, feed: Feed, table: Table) -> DataFrame:
    """The candidates of bronze rows for the table, judged."""
    return judged(flattened(parsed(bronze, feed)), table)
