"""ops.quality_results: how many records kept and broke each rule, batch by batch, once each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lakehouse.quality.rules import rule_set, rules_of
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Rule, SetRule, Table
from lakehouse.runtime.streams import Batch

TABLE = "ops.quality_results"

_COUNTED = (
    "target_table STRING, rule STRING, rule_version INT, severity STRING, message STRING, "
    "passed BIGINT, failed BIGINT"
)


def record(
    spark: SparkSession, batch: Batch, tallied: Sequence[tuple[Table, dict[str, Any]]]
) -> None:
    """Appends a row for each rule that a tally has: `read` of a tally are all its records.

    Delta remembers the batch in the commit itself, so a batch that is tried again adds nothing,
    unless it is judged by other rules.
    """
    rules = "; ".join(f"{table.name}: {rule_set(table)}" for table, _ in tallied)
    writer_id = f"{batch.stream_id}/{hashlib.sha256(rules.encode()).hexdigest()[:16]}"
    append(spark, batch, tallied, txnAppId=writer_id, txnVersion=batch.batch_id)


def append(
    spark: SparkSession,
    batch: Batch,
    tallied: Sequence[tuple[Table, dict[str, Any]]],
    **options: str | int,
) -> None:
    """Appends a row for each rule that a tally has, with options of Delta's writer."""
    rows = [row for table, tally in tallied for row in _rows(table, tally)]
    if not rows:
        return
    (
        spark.createDataFrame(rows, _COUNTED)
        .select(
            "*",
            F.lit(batch.stage).alias("stage"),
            F.lit(batch.stream_id).alias("stream_id"),
            F.lit(batch.batch_id).cast("bigint").alias("batch_id"),
            F.lit(batch.job_run_id).alias("job_run_id"),
            F.current_timestamp().alias("checked_at"),
        )
        .write.format("delta")
        .options(**options)
        .mode("append")
        .saveAsTable(TABLE)
    )


def is_recorded(spark: SparkSession, batch: Batch) -> bool:
    """Returns true if the latest row of the stream is of this batch."""
    latest = sql.run(spark, "monitoring/latest_check.sql", stream_id=batch.stream_id).first()
    return latest is not None and latest["batch_id"] == batch.batch_id


def _rows(table: Table, tally: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    deletions = tally.get("deletions", 0)
    rows, deleted = set(table.rules), set(table.deletion_rules)
    for rule in rules_of(table).values():
        if rule.name in tally:
            asked = (tally["read"] - deletions) * (rule in rows) + deletions * (rule in deleted)
            yield _row(table, rule, asked, tally[rule.name])
    for rule in table.set_rules:
        if rule.name in tally:
            yield _row(table, rule, tally.get("accepted", tally["read"]), tally[rule.name])


def _row(table: Table, rule: Rule | SetRule, asked: int, failed: int) -> tuple[Any, ...]:
    described = (table.name, rule.name, rule.version, rule.severity, rule.message)
    return (*described, asked - failed, failed)
