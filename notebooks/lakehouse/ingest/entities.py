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
from lakehouse.runtime.contracts import Contracts, Feed, Table
from lakehouse.runtime.counts import TableCounts
from lakehouse.runtime.layers import LIVE, Layers
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import (
    NO_HOOKS,
    Batch,
    BatchHooks,
    landed_in,
    started_again,
    use_catalog,
)


@started_again
def merge_entities(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    checkpoints: str,
    trigger: str,
    job_run_id: str = "",
    hooks: BatchHooks = NO_HOOKS,
    layers: Layers = LIVE,
) -> TableCounts:
    """Merges new records of the feed's bronze table into the silver table of the feed's name."""
    use_catalog(spark, catalog)
    contract, table = contracts.feed(feed), contracts.table(f"silver.{feed}")
    bronze = contract.bronze_table
    return each_batch_of_changes(
        lambda fails_on_loss: landed_in(spark, bronze, fails_on_loss),
        lambda session, rows, batch: merge_batch(
            session, rows, contract, table, batch, layers=layers
        ),
        lambda session: merge_batch(session, session.table(bronze), contract, table, layers=layers),
        catalog=catalog,
        checkpoint=f"{checkpoints}/merge_{feed}",
        trigger=trigger,
        job_run_id=job_run_id,
        hooks=hooks,
    )


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
