"""Deals and reps: feeds whose document is one row of a silver table."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.deletions import deletions_in, remember, staged, standing
from lakehouse.ingest.parsing import flattened, parsed, typed
from lakehouse.quality.admission import check, key_range, known_of, quarantine, rejected, tallies_of
from lakehouse.quality.rules import IS_DELETED, counted, is_good, judged
from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Feed, Table
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import Batch, landed_in, started_again, use_catalog


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
) -> counts.TableCounts:
    """Merges new records of the feed's bronze table into the silver table of the feed's name."""
    use_catalog(spark, catalog)
    contract, table = contracts.feed(feed), contracts.table(f"silver.{feed}")
    total: counts.TableCounts = {}
    bronze = contract.bronze_table
    each_batch_of_changes(
        lambda fails_on_loss: landed_in(spark, bronze, fails_on_loss),
        lambda session, rows, batch: counts.add(
            total, merge_batch(session, rows, contract, table, batch)
        ),
        lambda session: counts.add(
            total, merge_batch(session, session.table(bronze), contract, table)
        ),
        catalog=catalog,
        checkpoint=f"{checkpoints}/merge_{feed}",
        trigger=trigger,
        job_run_id=job_run_id,
    )
    return total


def merge_batch(
    spark: SparkSession, bronze: DataFrame, feed: Feed, table: Table, batch: Batch | None = None
) -> dict[str, Counter[str]]:
    """Merges a batch of bronze rows: each enters the table or quarantine, or is out of date."""
    with cached(judged_records(bronze, feed, table)) as candidates:
        (tally,) = tallies_of((candidates, table, key_range(table)))
        entering = candidates.where(is_good())
        known = known_of(spark, entering, table, tally)
        check(spark, batch, [(table, tally)])
        done = {table.name: counted(tally)}
        rejects_of_batch = [rejected(candidates, table, F.col("payload"))]
        quarantine(spark, rejects_of_batch, count=tally["quarantined"])
        if tally["first_key"] is None:
            return done
        if deletions_in(tally):
            remember(spark, [staged(spark, table, "updated_at")])
        if deletions_in(tally) or known["deleted"]:
            entering = standing(spark, table, "updated_at")
        typed(entering, table, (IS_DELETED,)).createOrReplaceTempView("entering_records")
        latest = sql.run(
            spark, "silver/latest_records.sql", records="entering_records", key=table.key[0]
        )
        latest.createOrReplaceTempView(f"staged_{feed.name}")
        counts.add(done, {table.name: sql.merge(spark, f"silver/merge_{feed.name}.sql")})
    return done


def rejects(bronze: DataFrame, feed: Feed, table: Table) -> DataFrame:
    """Of bronze rows, the records that the rules reject, as quarantine keeps them."""
    return rejected(judged_records(bronze, feed, table), table, F.col("payload"))


def judged_records(bronze: DataFrame, feed: Feed, table: Table) -> DataFrame:
    """The candidates of bronze rows for the table, judged."""
    return judged(flattened(parsed(bronze, feed)), table)
