"""References of silver to rows that do not exist: checked after all feeds have been merged."""

from __future__ import annotations

import time
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.quality import results as quality_results
from lakehouse.quality.key_uniqueness import check_keys
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts, SetRule, Table
from lakehouse.runtime.streams import AVAILABLE_NOW, Batch, use_catalog
from lakehouse.runtime.versions import history

STAGE = "check_references"

SECONDS_BETWEEN_CHECKS = 300
"""In a job that always runs: a check reads the columns of all rows that refer."""


def check_references(
    spark: SparkSession, contracts: Contracts, *, catalog: str, job_run_id: str = ""
) -> dict[str, dict[str, int]]:
    """Counts the rows of silver that refer to what does not exist, when silver has changed.

    By table, the dangling rows of each rule; all of the table are checked, as a row that dangled
    may be in order now. A check is known by the versions of the tables: no change, no check.
    """
    use_catalog(spark, catalog)
    referring = [table for table in contracts.tables.values() if _references(table)]
    batch = Batch(STAGE, STAGE, _versions(spark, referring), job_run_id or None)
    if quality_results.is_recorded(spark, batch):
        return {}
    tallied = _tallies(spark, referring)
    quality_results.append(spark, batch, tallied)
    check_keys(spark, contracts, batch)
    return {
        table.name: {rule: count for rule, count in tally.items() if rule != "read"}
        for table, tally in tallied
    }


def follow_references(
    spark: SparkSession, contracts: Contracts, *, trigger: str, **options: str
) -> dict[str, dict[str, int]]:
    """Checks once, or again and again in a job that always runs."""
    while True:
        found = check_references(spark, contracts, **options)
        if trigger == AVAILABLE_NOW:
            return found
        time.sleep(SECONDS_BETWEEN_CHECKS)


def _versions(spark: SparkSession, referring: list[Table]) -> int:
    """The sum of the versions of the tables that refer or are referred to: a change adds one."""
    tables = {table.name for table in referring} | {
        key_table for table in referring for _, key_table, _ in _references(table)
    }
    latest = (history(spark, name, 1).select("version") for name in tables)
    return sum(row["version"] for row in reduce(DataFrame.unionAll, latest).collect())


def _tallies(spark: SparkSession, referring: list[Table]) -> list[tuple[Table, dict[str, Any]]]:
    """The rows of each table and those that break each of its rules, by one query."""
    counted = [
        sql.run(
            spark,
            "silver/count_references.sql",
            source_table=table.name,
            rule=rule.name,
            source_column=rule.columns[0],
            key_table=key_table,
            key_column=key_column,
        )
        for table in referring
        for rule, key_table, key_column in _references(table)
    ]
    tallies: dict[str, dict[str, Any]] = {table.name: {} for table in referring}
    for row in reduce(DataFrame.unionAll, counted).collect():
        tallies[row["table_name"]] |= {"read": row["read"], row["rule"]: row["dangling"]}
    return [(table, tallies[table.name]) for table in referring]


def _references(table: Table) -> list[tuple[SetRule, str, str]]:
    """The rules about references, each with the table and column that it leads to."""
    return [(rule, *rule.references) for rule in table.set_rules if rule.references is not None]
