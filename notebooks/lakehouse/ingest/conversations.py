"""Conversations and their signals: one landed document feeds two silver tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest import call_identity
from lakehouse.ingest.call_identity import Claims
from lakehouse.ingest.call_parts import with_other_parts
from lakehouse.ingest.conversation_merge import (
    CONVERSATIONS,
    FEED,
    judged_documents,
    merge_accepted,
)
from lakehouse.ingest.signals import SIGNALS, judged_signals, rejected_signals
from lakehouse.quality.admission import check, key_range, known_of, quarantine, rejected, tallies_of
from lakehouse.quality.rules import IS_DELETED, counted, is_good
from lakehouse.runtime import counts
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
    """Merges a batch of bronze rows into both tables, and what breaks a rule into quarantine."""
    return _merge(spark, bronze, contracts, None if layers.are_copies else batch, layers, None)


def _merge(
    spark: SparkSession,
    bronze: DataFrame,
    contracts: Contracts,
    batch: Batch | None,
    layers: Layers,
    claims: Claims | None,
) -> dict[str, Counter[str]]:
    """Merges bronze rows; `claims` is the decision on their contested ids, if any."""
    table, signal_table = contracts.table(CONVERSATIONS), contracts.table(SIGNALS)
    others = claims.others if claims else None
    bronze, has_other_parts = with_other_parts(spark, bronze, contracts.feed(FEED))
    with cached(judged_documents(spark, bronze, contracts, others)) as documents:
        accepted = documents.where(is_good())
        calls = accepted.where(~F.col(IS_DELETED))
        with cached(judged_signals(spark, calls, signal_table)) as signals:
            measures = (*key_range(table), _evaluations_deleted())
            tally, signal_tally = tallies_of(
                (documents, table, measures), (signals, signal_table, ())
            )
            known = _known(spark, accepted, contracts, tally, layers)
            if claims is None:
                found = call_identity.claims(spark, contracts, bronze, documents, known, layers)
                if found is not None:
                    return _merge(spark, found.landed, contracts, batch, layers, found)
            check(spark, batch, [(table, tally), (signal_table, signal_tally)])
            quarantined = tally["quarantined"] + signal_tally["quarantined"]
            rejects = rejects_of(documents, signals, contracts)
            quarantine(spark, rejects, layers, count=quarantined)
            has_returning = claims is not None and call_identity.evict(spark, claims, layers)
            merged = {CONVERSATIONS: counted(tally), SIGNALS: counted(signal_tally)}
            if tally["first_key"] is not None:
                done = merge_accepted(
                    spark, contracts, accepted, signals, tally, signal_tally, known, others, layers
                )
                counts.add(merged, done)
            if claims is not None and has_returning:
                call_identity.resolve(spark, claims.holding, layers)
            if has_other_parts and tally["accepted"]:
                # a call that another content of a part did not give
                call_identity.resolve(spark, calls, layers)
    return merged


def rejects(spark: SparkSession, bronze: DataFrame, contracts: Contracts) -> list[DataFrame]:
    """Of bronze rows, the documents and signals that the rules reject, as quarantine keeps them."""
    table, feed = contracts.table(CONVERSATIONS), contracts.feed(FEED)
    bronze, _ = with_other_parts(spark, bronze, feed, records=False)
    documents = judged_documents(spark, bronze, contracts)
    (tally,) = tallies_of((documents, table, key_range(table)))
    known = _known(spark, documents.where(is_good()), contracts, tally, LIVE)
    claims = call_identity.claims(spark, contracts, bronze, documents, known, LIVE)
    if claims is not None:
        landed, _ = with_other_parts(spark, claims.landed, feed, records=False)
        documents = judged_documents(spark, landed, contracts, claims.others)
    accepted = documents.where(is_good() & ~F.col(IS_DELETED))
    signals = judged_signals(spark, accepted, contracts.table(SIGNALS))
    return rejects_of(documents, signals, contracts)


def _known(
    spark: SparkSession,
    accepted: DataFrame,
    contracts: Contracts,
    tally: dict[str, Any],
    layers: Layers,
) -> dict[str, Any]:
    """The row of known_calls.sql about the documents that may enter."""
    table = contracts.table(CONVERSATIONS)
    rejected = {"rejected_calls": call_identity.rejected_calls(spark, contracts, layers)}
    query = "silver/known_calls.sql"
    return known_of(spark, accepted, table, tally, layers, query, rejected)


def rejects_of(documents: DataFrame, signals: DataFrame, contracts: Contracts) -> list[DataFrame]:
    """Of judged documents and their judged signals those rejected, as quarantine keeps them."""
    return [
        rejected(documents, contracts.table(CONVERSATIONS), F.col("payload")),
        rejected_signals(signals, contracts.table(SIGNALS)),
    ]


def _evaluations_deleted() -> Column:
    """Measure of a tally: the documents that may enter and take evaluations back."""
    deleted = F.exists("evaluations", lambda e: e["deleted"].try_cast("boolean"))
    return F.count_if(is_good() & ~F.col(IS_DELETED) & deleted).alias("evaluations_deleted")
