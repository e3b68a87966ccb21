"""Deletions by sources, which are recorded so that older records stay void if they arrive late."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Table
from lakehouse.runtime.layers import Layers


def deletions_in(tally: dict[str, Any]) -> int:
    """Number of counted records that delete a row."""
    return tally["read"] - tally["quarantined"] - tally["accepted"]


def staged(spark: SparkSession, accepted: DataFrame, table: Table, said_at: str) -> DataFrame:
    """The deletions among the accepted records of a batch, which are for `table`."""
    views = {"records": accepted}
    return sql.run(spark, "silver/stage_deletions.sql", views, **parameters(table, said_at))


def remember(spark: SparkSession, deletions: Sequence[DataFrame], layers: Layers) -> DataFrame:
    """Keeps of everything that is deleted the last time that its source said so: the result."""
    landed = {"landed_deletions": reduce(DataFrame.unionByName, deletions)}
    latest = sql.run(spark, "silver/latest_deletions.sql", landed)
    sql.merge(spark, "silver/merge_deletions.sql", {"staged_deletions": latest}, layers)
    return latest


def standing(
    spark: SparkSession, accepted: DataFrame, table: Table, said_at: str, layers: Layers
) -> DataFrame:
    """The accepted records without those that are older than a deletion of what they are about."""
    names = parameters(table, said_at)
    return sql.run(spark, "silver/standing_records.sql", {"records": accepted}, layers, **names)


def parameters(table: Table, said_at: str) -> dict[str, str]:
    """Parameters of the SQL files: the table and key of the records, and the time of a record."""
    return {"target_table": table.name, "key": table.key[0], "said_at": said_at}
