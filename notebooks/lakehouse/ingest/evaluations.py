"""Merges a batch of documents of the feed evaluations into silver.

An evaluation whose call is in silver gives signals at once. Another one waits in silver.evaluations
for the merge of its call. The two merges run in turn, so that one of them finds the other's rows.
"""

from __future__ import annotations

from collections import Counter

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest.deletions import deletions_in, remember
from lakehouse.ingest.evaluation_documents import (
    EVALUATIONS,
    judged_evaluations,
    signal_table,
    signals_in,
    with_evaluations,
)
from lakehouse.ingest.parsing import typed
from lakehouse.ingest.signals import SIGNALS, merge_signals, rejected_signals
from lakehouse.quality.admission import check, quarantine, rejected, tallies_of
from lakehouse.quality.rules import IS_DELETED, counted, is_good
from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.layers import LIVE, Layers
from lakehouse.runtime.streams import Batch


def merge_batch(
    spark: SparkSession,
    bronze: DataFrame,
    contracts: Contracts,
    batch: Batch | None = None,
    *,
    layers: Layers = LIVE,
) -> dict[str, Counter[str]]:
    """Merges a batch of bronze rows: evaluations, signals of known calls, deletions, quarantine."""
    table, of_signals = contracts.table(EVALUATIONS), signal_table(contracts)
    with cached(judged_evaluations(bronze, contracts)) as documents:
        entering = documents.where(is_good())
        with cached(signals_in(spark, documents, contracts)) as signals:
            tally, signal_tally = tallies_of(
                (documents, table, _calls()), (signals, of_signals, ())
            )
            tallied = [(table, tally), (of_signals, signal_tally)]
            check(spark, None if layers.are_copies else batch, tallied)
            quarantined = tally["quarantined"] + signal_tally["quarantined"]
            rejects = rejects_of(documents, signals, contracts)
            quarantine(spark, rejects, layers, count=quarantined)
            merged = {EVALUATIONS: counted(tally), SIGNALS: counted(signal_tally)}
            if tally["first_call_id"] is None:
                return merged
            if deletions_in(tally):
                deleted = {"records": with_evaluations(spark, entering)}
                staged = sql.run(spark, "silver/stage_evaluation_deletions.sql", deleted)
                remember(spark, [staged], layers)
            arriving = typed(entering.where(~F.col(IS_DELETED)), table)
            views = {"arriving_evaluations": arriving}
            first = sql.run(spark, "silver/first_evaluations.sql", views)
            views = {"staged_evaluations": first}
            calls = {name: tally[name] for name in ("first_call_id", "last_call_id")}
            done = {
                EVALUATIONS: sql.merge(spark, "silver/merge_evaluations.sql", views, layers),
                SIGNALS: merge_signals(
                    *(spark, contracts, entering, signals, calls, "merge"),
                    layers=layers,
                    any_deleted=True,
                ),
            }
            counts.add(merged, done)
    return merged


def rejects(spark: SparkSession, bronze: DataFrame, contracts: Contracts) -> list[DataFrame]:
    """Of bronze rows, the evaluations and signals that are rejected, as quarantine keeps them."""
    documents = judged_evaluations(bronze, contracts)
    return rejects_of(documents, signals_in(spark, documents, contracts), contracts)


def rejects_of(documents: DataFrame, signals: DataFrame, contracts: Contracts) -> list[DataFrame]:
    """Of judged evaluations and their judged signals those rejected, as quarantine keeps them."""
    return [
        rejected(documents, contracts.table(EVALUATIONS), F.col("payload")),
        rejected_signals(signals, signal_table(contracts)),
    ]


def _calls() -> tuple[Column, Column]:
    """Measures of a tally: the first and the last call of the evaluations that may enter."""
    call = F.when(is_good(), F.col("call_id"))
    return F.min(call).alias("first_call_id"), F.max(call).alias("last_call_id")
