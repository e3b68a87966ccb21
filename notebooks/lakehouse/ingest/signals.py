"""silver.conversation_signals: the signals of evaluations, judged and merged.

Documents of calls and documents of the feed evaluations both have evaluations. Their merges write
the table in turn, as one job holds the lock of the jobs that write.
"""

from __future__ import annotations

from collections import Counter

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.parsing import typed
from lakehouse.quality.admission import rejected
from lakehouse.quality.rules import ERRORS, IS_DELETED, is_good, judged
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts, Table
from lakehouse.runtime.layers import Layers

SIGNALS = "silver.conversation_signals"

_NOT_SENT = (
    *("payload_sha256", "source_file", "ingested_at", "call_updated_at", "position", ERRORS),
    *("value", "value_number", "value_boolean", "value_string"),
)
"""Columns of a signal's candidate that are not the signal as it was sent."""


def judged_signals(spark: SparkSession, accepted: DataFrame, table: Table) -> DataFrame:
    """The signals of accepted documents, judged by the rules of the table."""
    candidates = sql.run(spark, "silver/signal_candidates.sql", {"records": accepted})
    return judged(candidates, table)


def rejected_signals(signals: DataFrame, table: Table) -> DataFrame:
    """The judged signals that may not enter, as quarantine keeps them."""
    return rejected(signals, table, _as_sent())


def merge_signals(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    signals: DataFrame,
    calls: dict[str, str],
    how: str,
    *,
    layers: Layers,
    any_deleted: bool,
) -> Counter[str]:
    """Merges judged signals by MERGE, or by one that only inserts: where silver has no call.

    `accepted` are the documents of the batch, by whose calls (`call_id`) stored signals change.
    `calls` is the range of these calls, by which a query skips the files of others.
    """
    table = contracts.table(SIGNALS)
    extra = ("position", "is_stored")
    good = {"signals": signals.where(is_good())}
    candidates = typed(sql.run(spark, "silver/stage_signals.sql", good), table, extra)
    if how == "merge":
        views = {"accepted_records": accepted}
        stored = sql.run(spark, "silver/stored_signals.sql", views, layers, **calls)
        candidates = candidates.unionByName(typed(stored, table, extra))
    if any_deleted:
        unranked = {"unranked_signals": candidates}
        candidates = sql.run(spark, "silver/deleted_signals.sql", unranked, layers, **calls)
    else:
        candidates = candidates.withColumn(IS_DELETED, F.lit(False))
    ranked = sql.run(spark, "silver/ranked_signals.sql", {"known_signals": candidates})
    views = {"accepted_records": accepted, "ranked_signals": ranked}
    changed = sql.run(spark, "silver/changed_signals.sql", views, layers, **calls)
    views = {"changed_signals": changed}
    return sql.merge(spark, f"silver/{how}_conversation_signals.sql", views, layers, **calls)


def _as_sent() -> Column:
    """A signal with the fields of its call and evaluation, as JSON: what quarantine keeps of it."""
    others = ", ".join(_NOT_SENT)
    return F.expr(f"to_json(struct(* except ({others}), parse_json(value) as value))")
