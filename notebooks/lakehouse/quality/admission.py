"""The border of silver: candidates are judged; the good may enter, the others go to quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.quality import results as quality_results
from lakehouse.quality.rules import ERRORS, is_good, rule_set, stop_on_failures, tallies
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Table
from lakehouse.runtime.layers import Layers
from lakehouse.runtime.streams import Batch

QUARANTINE = "silver.quarantine"

_KNOWN = {
    "one_content_in_batch": "other_content_in_batch",
    "one_content_over_time": "other_content_over_time",
}
"""By the kind of a set rule, the column of count_known_records.sql that counts its breaches."""


_WITH_NULLS = {"ignoreNullFields": "false"}


def tallies_of(*stages: tuple[DataFrame, Table, Sequence[Column]]) -> list[dict[str, Any]]:
    """Counts of the judged candidates of each table, with the measures of the caller: one query."""
    counted = [
        judged.agg(F.to_json(F.struct(*tallies(table), *measures), _WITH_NULLS).alias("tally"))
        for judged, table, measures in stages
    ]
    return [json.loads(row["tally"]) for row in reduce(DataFrame.unionAll, counted).collect()]


def key_range(table: Table) -> tuple[Column, Column]:
    """Measures of a tally: the first and the last key of the records that may enter."""
    key = F.when(is_good(), F.col(table.key[0]))
    return F.min(key).alias("first_key"), F.max(key).alias("last_key")


def known_of(
    spark: SparkSession,
    accepted: DataFrame,
    table: Table,
    tally: dict[str, Any],
    layers: Layers,
    query: str = "silver/count_known_records.sql",
    further: sql.Views = sql.NO_VIEWS,
) -> dict[str, Any]:
    """Counts of the accepted records that silver already has; adds violated set rules to the tally.

    The tally has the `first_key` and `last_key` of these records. Empty where there are none.
    `further` are views of the query beside `accepted_records`.
    """
    keys = {name: tally[name] for name in ("first_key", "last_key")}
    if keys["first_key"] is None:
        return {}
    parameters = {"target_table": layers.located(table.name), "key": table.key[0], **keys}
    views = {"accepted_records": accepted, **further}
    known = sql.only_row(sql.run(spark, query, views, layers, **parameters)).asDict()
    for rule in table.set_rules:
        if rule.kind in _KNOWN:
            tally[rule.name] = known[_KNOWN[rule.kind]]
    return known


def check(
    spark: SparkSession, batch: Batch | None, tallied: Sequence[tuple[Table, dict[str, Any]]]
) -> None:
    """Writes down how the rules fared, then raises when a record broke one that stops the run.

    That is before the batch wrote anything else. Without a batch of a stream nothing is written: a
    rebuild, for one, judges again what has been counted.
    """
    if batch is not None:
        quality_results.record(spark, batch, tallied)
    for table, tally in tallied:
        stop_on_failures(table, tally)


def rejected(judged: DataFrame, table: Table, payload: Column) -> DataFrame:
    """The judged candidates that may not enter, as quarantine keeps them."""
    return judged.where(~is_good()).select(
        F.lit(table.name).alias("target_table"),
        F.col(ERRORS).alias("errors"),
        F.lit(rule_set(table)).alias("rule_set"),
        payload.alias("payload"),
        "payload_sha256",
        "source_file",
        "ingested_at",
    )


def quarantine(
    spark: SparkSession, rejects: Sequence[DataFrame], layers: Layers, *, count: int
) -> None:
    """Keeps rejected records, of which there are `count`: once each, however often seen."""
    if count:
        views = {"rejected_records": reduce(DataFrame.unionByName, rejects)}
        staged = {"staged_quarantine": sql.run(spark, "silver/stage_quarantine.sql", views)}
        sql.merge(spark, "silver/merge_quarantine.sql", staged, layers)
