"""Merges a batch of accepted conversation documents into silver."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest import deletions
from lakehouse.ingest.evaluation_documents import signals_of_calls
from lakehouse.ingest.parsing import parsed, typed
from lakehouse.ingest.signals import SIGNALS, judged_signals, merge_signals
from lakehouse.quality.rules import ERRORS, IS_DELETED, is_good, judged
from lakehouse.runtime import counts, sql
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.layers import Layers

FEED = "conversations"
CONVERSATIONS = "silver.conversations"

MAPPED = "document_mapped"
"""The rule that a document without a call by its mapping violates."""

IS_OTHER_CALL = "is_other_call"
"""Column of a candidate: true if the call of the document does not hold the id."""


def judged_documents(
    spark: SparkSession,
    bronze: DataFrame,
    contracts: Contracts,
    others: DataFrame | None = None,
) -> DataFrame:
    """The candidates of bronze rows for silver.conversations, judged.

    `others` are the documents that lakehouse.call_identity found to be about other calls.
    """
    candidates = sql.run(
        spark,
        "silver/conversation_candidates.sql",
        {"parsed_conversations": parsed(bronze, contracts.feed(FEED))},
        clock_skew_minutes=contracts.clock_skew_minutes,
    )
    is_other: Column = F.lit(False)
    if others is not None:
        found = others.select("payload_sha256", "source_file", F.lit(True).alias("_is_found"))
        candidates = candidates.join(found, ["payload_sha256", "source_file"], "left")
        is_other = F.coalesce("_is_found", is_other)
    candidates = candidates.withColumn(IS_OTHER_CALL, is_other)
    return judged_calls(candidates, contracts)


def judged_calls(candidates: DataFrame, contracts: Contracts) -> DataFrame:
    """The candidates for silver.conversations, judged.

    Of a vendor's document without a call, the errors are those of its mapping: the rules of the
    table follow from them.
    """
    found = judged(candidates, contracts.table(CONVERSATIONS))
    of_mapping = F.filter(ERRORS, lambda error: error["rule"] == MAPPED)
    errors = F.when(
        F.col("mapping_errors").isNotNull(), F.concat(of_mapping, F.col("mapping_errors"))
    )
    return found.withColumn(ERRORS, F.coalesce(errors, F.col(ERRORS)))


def merge_accepted(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    signals: DataFrame,
    tally: dict[str, Any],
    signal_tally: dict[str, Any],
    known: dict[str, int],
    others: DataFrame | None,
    layers: Layers,
) -> counts.TableCounts:
    """Merges accepted documents, with deletions among them, and the judged signals of the others.

    `others` are documents about other calls than those that hold their ids.
    """
    merge = partial(_merge, spark, contracts, accepted, layers=layers)
    # The range of the batch lets a query skip the files that hold other calls only.
    calls = {"first_call_id": tally["first_key"], "last_call_id": tally["last_key"]}
    deletes = deletions.deletions_in(tally) + tally["evaluations_deleted"]
    if deletes:
        reopened = _with_reopened(spark, contracts, accepted, calls, others, layers)
        if reopened is not None:
            signals = judged_signals(spark, reopened, contracts.table(SIGNALS))
    elif not any(known.values()):
        done = merge(signals, calls, "insert", any_deleted=False)
        sent = signal_tally["read"] - signal_tally["quarantined"]
        if (
            done[CONVERSATIONS]["inserted"] == tally["accepted"]
            and done[SIGNALS]["inserted"] == sent
        ):
            return done
        # The insert skips existing keys: a key may occur twice in a document, or another writer
        # may have inserted it since the query above.
        counts.add(done, merge(signals, calls, "merge", any_deleted=False))
        return done
    if known["evaluations"]:
        separate = signals_of_calls(spark, contracts, accepted, calls, layers)
        if separate is not None:
            signals = signals.unionByName(separate)
    any_deleted = bool(deletes or known["deleted"])
    return merge(signals, calls, "merge", any_deleted=any_deleted)


def _with_reopened(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    calls: dict[str, str],
    others: DataFrame | None,
    layers: Layers,
) -> DataFrame | None:
    """Remembers the deletions of a batch; accepted documents and those that count again, if any.

    Of a call that a later document has brought back already, what silver has may be of before the
    deletion, and what stood behind it was passed over: its documents are read from bronze again.
    """
    table = contracts.table(CONVERSATIONS)
    staged = [
        deletions.staged(spark, accepted, table, "said_at"),
        sql.run(spark, "silver/stage_evaluation_deletions.sql", {"records": accepted}),
    ]
    views = {"staged_deletions": deletions.remember(spark, staged, layers)}
    reopened = sql.run(spark, "silver/reopened_calls.sql", views, layers, **calls)
    ids = [row["call_id"] for row in reopened.collect()]
    if not ids:
        return None
    bronze = spark.table(contracts.feed(FEED).bronze_table)
    stored = judged_documents(spark, bronze, contracts, others)
    named = F.col("call_id").isin(ids) & is_good()
    return accepted.unionByName(stored.where(named)).where(~F.col(IS_DELETED))


def _merge(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    signals: DataFrame,
    calls: dict[str, str],
    how: str,
    *,
    layers: Layers,
    any_deleted: bool,
) -> dict[str, Counter[str]]:
    """Merges by MERGE, or by one that only inserts, at half the cost: where silver has no call."""
    table = contracts.table(CONVERSATIONS)
    standing = accepted
    if any_deleted:
        standing = deletions.standing(spark, accepted, table, "said_at", layers)
    views = {"standing_conversations": standing}
    staged = sql.run(spark, "silver/stage_conversations.sql", views)
    staged_calls = {"staged_conversations": typed(staged, table, (IS_DELETED,))}
    merged = sql.merge(spark, f"silver/{how}_conversations.sql", staged_calls, layers, **calls)

    merged_signals = merge_signals(
        *(spark, contracts, accepted, signals, calls, how), layers=layers, any_deleted=any_deleted
    )
    return {CONVERSATIONS: merged, SIGNALS: merged_signals}
