"""Whether what silver refers to is there: checked after all feeds, whichever came first."""

from __future__ import annotations

from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse import quality_results, sql
from lakehouse.contracts import Contracts, SetRule, Table
from lakehouse.key_uniqueness import check_keys
from lakehouse.streams import Batch, each_batch, started_again, use_catalog


@started_again
def check_references(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    checkpoints: str,
    trigger: str,
    job_run_id: str = "",
) -> dict[str, dict[str, int]]:
    """Counts the rows of silver that refer to what is not there, when silver has changed.

    By table, the dangling rows of each rule; all of the table are checked, as a row that dangled
    may be in order now. No change, no check.
    """
    use_catalog(spark, catalog)
    found: dict[str, dict[str, int]] = {}
    each_batch(
        changes(spark, contracts),
        lambda session, _, batch: found.update(check_batch(session, contracts, batch)),
        catalog=catalog,
        checkpoint=f"{checkpoints}/check_references",
        trigger=trigger,
        job_run_id=job_run_id,
    )
    return found


def changes(spark: SparkSession, contracts: Contracts) -> DataFrame:
    """The stream of changes of all tables that refer, or are referred to: that there are some."""
    referring = _referring(contracts)
    tables = {table.name for table in referring} | {
        rule.references[0] for table in referring for rule in _references(table)
    }
    feeds = (
        spark.readStream.option("readChangeFeed", "true").table(name).select("_change_type")
        for name in sorted(tables)
    )
    return reduce(DataFrame.unionAll, feeds)


def check_batch(
    spark: SparkSession, contracts: Contracts, batch: Batch
) -> dict[str, dict[str, int]]:
    """Checks all references, and writes down what was found: breaches by table and rule."""
    tallied = [(table, _tally(spark, table)) for table in _referring(contracts)]
    quality_results.record(spark, batch, tallied)
    check_keys(spark, contracts, batch)
    return {
        table.name: {rule: count for rule, count in tally.items() if rule != "read"}
        for table, tally in tallied
    }


def _tally(spark: SparkSession, table: Table) -> dict[str, Any]:
    tally: dict[str, Any] = {}
    for rule in _references(table):
        key_table, key_column = rule.references
        counted = sql.run(
            spark,
            "silver/count_references.sql",
            source_table=table.name,
            source_column=rule.columns[0],
            key_table=key_table,
            key_column=key_column,
        ).first()
        tally |= {"read": counted["read"], rule.name: counted["dangling"]}
    return tally


def _referring(contracts: Contracts) -> list[Table]:
    return [table for table in contracts.tables.values() if _references(table)]


def _references(table: Table) -> list[SetRule]:
    return [rule for rule in table.set_rules if rule.references is not None]
