"""The border of silver: candidates are judged; the good may enter, the others go to quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import sql
from lakehouse.contracts import Table
from lakehouse.quality import ERRORS, is_good, rule_set, stop_on_failures, tallies


def tally_of(judged: DataFrame, table: Table, *measures: Column) -> dict[str, Any]:
    """What there is to count of judged candidates, and the measures of the caller.

    Raises when a record broke a rule that stops the run: before anything was written.
    """
    tally = judged.agg(*tallies(table), *measures).first().asDict()
    stop_on_failures(table, tally)
    return tally


def rejected(judged: DataFrame, table: Table, payload: Column) -> DataFrame:
    """The judged candidates that may not enter, as quarantine keeps them."""
    return judged.where(~is_good()).select(
        F.lit(table.name).alias("target_table"),
        F.col(ERRORS).alias("errors"),
        F.lit(rule_set(table)).alias("rule_set"),
        payload.alias("payload"),
        "source_file",
    )


def quarantine(spark: SparkSession, rejects: Sequence[DataFrame]) -> None:
    """Keeps rejected records: once each, however often they are seen."""
    if rejects:
        reduce(DataFrame.unionByName, rejects).createOrReplaceTempView("rejected_records")
        sql.merge(spark, "silver/merge_quarantine.sql")
