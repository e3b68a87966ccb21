"""Merges a batch of accepted conversation documents into silver."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest import deletions
from lakehouse.ingest.parsing import parsed, typed
from lakehouse.quality.rules import IS_DELETED, is_good, judged
from lakehouse.runtime import counts, sql
from lakehouse.runtime.contracts import Contracts

FEED = "conversations"
CONVERSATIONS = "silver.conversations"
SIGNALS = "silver.conversation_signals"

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
    parsed(bronze, contracts.feed(FEED)).createOrReplaceTempView("parsed_conversations")
    candidates = sql.run(
        spark,
        "silver/conversation_candidates.sql",
        clock_skew_minutes=contracts.clock_skew_minutes,
    )
    is_other: Column = F.lit(False)
    if others is not None:
        found = others.select("payload_sha256", "source_file", F.lit(True).alias("_is_found"))
        candidates = candidates.join(found, ["payload_sha256", "source_file"], "left")
        is_other = F.coalesce("_is_found", is_other)
    candidates = candidates.withColumn(IS_OTHER_CALL, is_other)
    return judged(candidates, contracts.table(CONVERSATIONS))


def judged_signals(spark: SparkSession, accepted: DataFrame, contracts: Contracts) -> DataFrame:
    """The candidates of accepted documents for silver.conversation_signals, judged."""
    accepted.createOrReplaceTempView("accepted_conversations")
    return judged(sql.run(spark, "silver/signal_candidates.sql"), contracts.table(SIGNALS))


def merge_accepted(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    signals: DataFrame,
    tally: dict[str, Any],
    signal_tally: dict[str, Any],
    known: dict[str, int],
    others: DataFrame | None,
) -> counts.TableCounts:
    """Merges accepted documents with their judged signals.

    Deletions are beside them in the view `accepted_records`. `others` are documents about other
    calls than those that hold their ids.
    """
    # The range of the batch lets a query skip the files that hold other calls only.
    calls = {"first_call_id": tally["first_key"], "last_call_id": tally["last_key"]}
    deletes = deletions.deletions_in(tally) + tally["evaluations_deleted"]
    if deletes:
        reopened = _with_reopened(spark, contracts, accepted, calls, others)
        if reopened is not None:
            signals = judged_signals(spark, reopened, contracts)
    elif not any(known.values()):
        done = _merge(spark, contracts, signals, calls, "insert", any_deleted=False)
        sent = signal_tally["read"] - signal_tally["quarantined"]
        if (
            done[CONVERSATIONS]["inserted"] == tally["accepted"]
            and done[SIGNALS]["inserted"] == sent
        ):
            return done
        # The insert skips existing keys: a key may occur twice in a document, or another writer
        # may have inserted it since the query above.
        counts.add(done, _merge(spark, contracts, signals, calls, "merge", any_deleted=False))
        return done
    any_deleted = bool(deletes or known["deleted"])
    return _merge(spark, contracts, signals, calls, "merge", any_deleted=any_deleted)


def _with_reopened(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    calls: dict[str, str],
    others: DataFrame | None,
) -> DataFrame | None:
    """Remembers the deletions of a batch; accepted documents and those that count again, if any.

    Of a call that a later document has brought back already, what silver has may be of before the
    deletion, and what stood behind it was passed over: its documents are read from bronze again.
    """
    table = contracts.table(CONVERSATIONS)
    staged = [
        deletions.staged(spark, table, "said_at"),
        sql.run(spark, "silver/stage_evaluation_deletions.sql", records=deletions.RECORDS),
    ]
    deletions.remember(spark, staged)
    ids = [row["call_id"] for row in sql.run(spark, "silver/reopened_calls.sql", **calls).collect()]
    if not ids:
        return None
    bronze = spark.table(contracts.feed(FEED).bronze_table)
    named = F.col("call_id").isin(ids) & is_good() & ~F.col(IS_DELETED)
    return accepted.unionByName(judged_documents(spark, bronze, contracts, others).where(named))


def _merge(
    spark: SparkSession,
    contracts: Contracts,
    signals: DataFrame,
    calls: dict[str, str],
    how: str,
    *,
    any_deleted: bool,
) -> dict[str, Counter[str]]:
    """Merges by MERGE, or by one that only inserts, at half the cost: where silver has no call."""
    table, signal_table = contracts.table(CONVERSATIONS), contracts.table(SIGNALS)
    entering = spark.table(deletions.RECORDS)
    standing = deletions.standing(spark, table, "said_at") if any_deleted else entering
    standing.createOrReplaceTempView("standing_conversations")
    staged = sql.run(spark, "silver/stage_conversations.sql")
    typed(staged, table, (IS_DELETED,)).createOrReplaceTempView("staged_conversations")
    merged = sql.merge(spark, f"silver/{how}_conversations.sql", **calls)

    signals.where(is_good()).createOrReplaceTempView("accepted_signals")
    extra = ("position", "is_stored")
    candidates = typed(sql.run(spark, "silver/stage_signals.sql"), signal_table, extra)
    if how == "merge":
        stored = sql.run(spark, "silver/stored_signals.sql", **calls)
        candidates = candidates.unionByName(typed(stored, signal_table, extra))
    if any_deleted:
        candidates.createOrReplaceTempView("unranked_signals")
        candidates = sql.run(spark, "silver/deleted_signals.sql", **calls)
    else:
        candidates = candidates.withColumn(IS_DELETED, F.lit(False))
    candidates.createOrReplaceTempView("known_signals")
    ranked = sql.run(spark, "silver/ranked_signals.sql")
    ranked.createOrReplaceTempView("ranked_signals")
    changed = sql.run(spark, "silver/changed_signals.sql", **calls)
    changed.createOrReplaceTempView("changed_signals")
    merged_signals = sql.merge(spark, f"silver/{how}_conversation_signals.sql", **calls)
    return {CONVERSATIONS: merged, SIGNALS: merged_signals}
