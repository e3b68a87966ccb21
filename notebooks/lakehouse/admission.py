"""The border of silver: candidates are judged once, the good pass, the others go to quarantine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import sql
from lakehouse.contracts import Table
from lakehouse.quality import (
    ERRORS,
    is_good,
    judged,
    rule_set,
    stop_on_failures,
    tallies,
)


@contextmanager
def admitted(
    spark: SparkSession,
    candidates: DataFrame,
    table: Table,
    *,
    payload: Column | None = None,
    measures: tuple[Column, ...] = (),
) -> Iterator[tuple[DataFrame, dict[str, Any]]]:
    """The candidates that may enter the table, and what was counted; the others are quarantined.

    `payload` is what quarantine keeps of a record; without it, the landed document. `measures` are
    further aggregates over all judged candidates, for the caller. The candidates are kept in memory
    until the block ends, so that a batch is parsed and judged once.
    """
    kept = judged(candidates, table).persist()
    try:
        tally = kept.agg(*tallies(table), *measures).first().asDict()
        stop_on_failures(table, tally)
        if tally["quarantined"]:
            _quarantine(spark, kept.where(~is_good()), table, payload)
        yield kept.where(is_good()), tally
    finally:
        kept.unpersist()


def _quarantine(
    spark: SparkSession, records: DataFrame, table: Table, payload: Column | None
) -> None:
    body = F.col("payload") if payload is None else payload
    records.select(
        F.col(ERRORS).alias("errors"), body.alias("payload"), "source_file"
    ).createOrReplaceTempView("rejected_records")
    sql.merge(
        spark, "silver/merge_quarantine.sql", target_table=table.name, rule_set=rule_set(table)
    )
