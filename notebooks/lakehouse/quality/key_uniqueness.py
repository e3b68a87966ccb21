"""Rows of merged tables that have the same key, which MERGE alone does not prevent.

On Databricks, tables with deletion vectors have row-level concurrency: two MERGEs that insert the
same new key do not conflict (documentation, "Isolation levels and write conflicts"). Jobs that
merge hold one lock, so a duplicate shows that something wrote without it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.quality import results as quality_results
from lakehouse.runtime.contracts import Contracts, SetRule, Table
from lakehouse.runtime.streams import Batch

MERGED = (
    "silver.conversations",
    "silver.conversation_signals",
    "silver.deals",
    "silver.deletions",
    "silver.evaluations",
    "silver.reps",
    "gold.rep_monthly_scores",
)
"""The tables that the ingest job merges into."""

RECENT_HOURS = 24
"""Age of the files that are read: both rows of a duplicate are in files that were written then."""

RULE = "key_unique"


def check_keys(spark: SparkSession, contracts: Contracts, batch: Batch) -> dict[str, int]:
    """Keys with several rows in recent files, by table; a breach is a result of severity `fail`.

    Only files that were written lately are read, and nothing is recorded where all keys are unique.
    """
    tables = [contracts.table(name) for name in MERGED]
    rows = reduce(DataFrame.unionAll, (_duplicates(spark, table) for table in tables)).collect()
    found = {row["table_name"]: row["failed"] for row in rows if row["failed"]}
    breaches: list[tuple[Table, dict[str, Any]]] = [
        (
            replace(table, set_rules=(rule_of(table),)),
            dict.fromkeys(("read", RULE), found[table.name]),
        )
        for table in tables
        if table.name in found
    ]
    if breaches:
        check = replace(batch, stream_id=f"{batch.stream_id}/keys")
        quality_results.record(spark, check, breaches)
    return found


def rule_of(table: Table) -> SetRule:
    """The rule that a breach is recorded by."""
    return SetRule(
        kind=RULE,
        name=RULE,
        severity="fail",
        message=f"several rows have the same {', '.join(table.key)}",
        columns=tuple(table.key),
        references=None,
        version=1,
    )


def _duplicates(spark: SparkSession, table: Table) -> DataFrame:
    recent = F.current_timestamp() - F.expr(f"interval {RECENT_HOURS} hours")
    return (
        spark.table(table.name)
        .where(F.col("_metadata.file_modification_time") >= recent)
        .groupBy(*table.key)
        .count()
        .where("count > 1")
        .agg(F.count("*").alias("failed"))
        .select(F.lit(table.name).alias("table_name"), "failed")
    )
