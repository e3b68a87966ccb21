"""Deletions by sources, which are recorded so that older records stay void if they arrive late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Table

RECORDS = "accepted_records"
"""The view that a batch's records which may enter are in, with deletions."""


def deletions_in(tally: dict[str, Any]) -> int:
    """Number of counted records that delete a row."""
    return tally["read"] - tally["quarantined"] - tally["accepted"]


def staged(spark: SparkSession, table: Table, said_at: str) -> DataFrame:
    """The deletions among the view `accepted_records`, which are for `table`."""
    return sql.run(spark, "silver/stage_deletions.sql", **parameters(RECORDS, table, said_at))


def remember(spark: SparkSession, deletions: Sequence[DataFrame]) -> None:
    """Keeps of everything that is deleted the last time that its source said so."""
    reduce(DataFrame.unionByName, deletions).createOrReplaceTempView("landed_deletions")
    latest = sql.run(spark, "silver/latest_deletions.sql")
    latest.createOrReplaceTempView("staged_deletions")
    sql.merge(spark, "silver/merge_deletions.sql")


def standing(spark: SparkSession, table: Table, said_at: str) -> DataFrame:
    """The view `accepted_records` without what is older than a deletion of what it is about."""
    return sql.run(spark, "silver/standing_records.sql", **parameters(RECORDS, table, said_at))


def parameters(records: str, table: Table, said_at: str) -> dict[str, str]:
    """Of the SQL files: the view of the records, what they are for, and when they were said."""
    names = {"target_table": table.name, "key": table.key[0], "said_at": said_at}
    return {"records": records, **names}
