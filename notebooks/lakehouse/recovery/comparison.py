"""Comparison of two states of a table, key by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

MISSING, EXTRA, DIFFERENT = "missing", "extra", "different"
"""A row that should be there and is not, one that should not be there, one with other values."""

SAMPLE = 20
"""Number of differing keys that a report lists for a table."""


def differences(
    standing: DataFrame,
    wanted: DataFrame,
    *,
    key: Sequence[str],
    columns: Sequence[str],
    compared: Sequence[str],
) -> DataFrame:
    """The rows that differ, as they should be (extra ones as they are), with the column `kind`.

    Rows of one key are equal if the columns in `compared` are; `columns` are all of the result.
    Without a key, a row is identified by all of its values, and duplicates count.
    """
    if not key:
        is_there, should_be = standing.select(*columns), wanted.select(*columns)
        return (
            is_there.exceptAll(should_be)
            .select(F.lit(EXTRA).alias("kind"), "*")
            .unionAll(should_be.exceptAll(is_there).select(F.lit(MISSING), "*"))
        )
    sides = [
        frame.select(F.struct(*columns).alias(side), F.struct(*compared).alias(f"{side}_values"))
        for frame, side in ((standing, "standing"), (wanted, "wanted"))
    ]
    same_key = [F.col(f"standing.{name}").eqNullSafe(F.col(f"wanted.{name}")) for name in key]
    kind = (
        F.when(F.col("standing").isNull(), MISSING)
        .when(F.col("wanted").isNull(), EXTRA)
        .when(~F.col("standing_values").eqNullSafe(F.col("wanted_values")), DIFFERENT)
    )
    return (
        sides[0]
        .join(sides[1], same_key, "full_outer")
        .select(kind.alias("kind"), F.coalesce("wanted", "standing").alias("row"))
        .where("kind is not null")
        .select("kind", "row.*")
    )


def counted(found: DataFrame) -> dict[str, int]:
    """Number of differing rows by kind. A kind without rows is absent."""
    return {row["kind"]: row["count"] for row in found.groupBy("kind").count().collect()}


def sample(found: DataFrame, key: Sequence[str]) -> list[dict[str, Any]]:
    """Keys of rows that differ, as text, each with its kind of difference."""
    rows = found.select("kind", *key).orderBy("kind", *key).limit(SAMPLE).collect()
    return [{name: str(value) for name, value in row.asDict().items()} for row in rows]
