"""Identity of calls: the first of two calls under one call_id holds it, in any order of arrival.

Documents are about one call when they are of one source system, name no two ids of it in
`source_call_id`, and their calls begin at most SAME_CALL_HOURS apart. The call that began first
holds the id; documents of others are rejected by the rule of `is_other_call`. All documents of the
id decide, so that a call which turns out not to be the first leaves silver.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED, judged_documents
from lakehouse.quality.rules import ERRORS, IS_DELETED, is_good, judged
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts

SAME_CALL_HOURS = 24
"""A correction moves the time of a call by less; the next meeting under one id is later."""

IS_OTHER_CALL = "is_other_call"
OTHER_CALLS = "other_calls"
"""The view of the documents that the last `claims` rejected, by their call_id."""

_DOCUMENT = ("call_id", "payload_sha256", "source_file")


def claims(
    spark: SparkSession, contracts: Contracts, documents: DataFrame, calls: dict[str, str]
) -> DataFrame | None:
    """Judged documents of a batch, and all of the ids in it that more than one call may claim.

    None where there is no such id. `first_claims` decides. The documents that may enter are in the
    view `accepted_records`.
    """
    found = sql.run(spark, "silver/calls_in_conflict.sql", **calls)
    ids = [row["call_id"] for row in found.collect()]
    if not ids:
        return None
    landed = judged_documents(spark, spark.table(contracts.feed(FEED).bronze_table), contracts)
    others = landed.where(F.col("call_id").isin(ids))
    every = documents.unionByName(others.join(documents, [*_DOCUMENT], "left_anti"))
    known = sql.run(spark, "silver/claims_of_calls.sql", **calls)
    marked = first_claims(every, contracts, known.where(F.col("call_id").isin(ids)))
    rejected = marked.where(F.col(IS_OTHER_CALL)).select(*_DOCUMENT).distinct()
    rejected.createOrReplaceTempView(OTHER_CALLS)
    return marked


def any_rejected(spark: SparkSession, calls: dict[str, str]) -> bool:
    """Returns true if another call was rejected under an id in the range of a batch.

    An eviction that was stopped leaves no call of the id in silver, but the rejected documents.
    """
    return not sql.run(spark, "silver/rejected_call_ids.sql", **calls).isEmpty()


def evict(spark: SparkSession) -> None:
    """Deletes calls and signals in silver whose documents the last `claims` rejected.

    Ends the quarantine of their signals, as a document that is rejected gives no signals.
    """
    sql.merge(spark, "silver/evict_conversations.sql")
    sql.merge(spark, "silver/evict_conversation_signals.sql")
    sql.run(spark, "silver/rejected_with_call.sql").createOrReplaceTempView("passing_records")
    sql.merge(spark, "silver/merge_resolved.sql")


def resolve(spark: SparkSession) -> None:
    """Ends the quarantine of documents that hold their id by now: `accepted_records` has them."""
    sql.run(spark, "silver/settled_records.sql").createOrReplaceTempView("passing_records")
    sql.merge(spark, "silver/merge_resolved.sql")


def first_claims(
    documents: DataFrame, contracts: Contracts, known: DataFrame | None = None
) -> DataFrame:
    """All judged documents of some ids, judged again: also by which call holds the id.

    `known` are calls of silver; one without a document holds its id, as nothing can replace it.
    """
    of_call = Window.partitionBy("call_id")
    ended_at = F.max(F.when(is_good() & F.col(IS_DELETED), F.col("said_at"))).over(of_call)
    is_standing = is_good() & ~F.col(IS_DELETED)
    every = documents.withColumn("ended_at", ended_at).withColumn(
        "stands", is_standing & F.coalesce(F.col("said_at") > F.col("ended_at"), F.lit(True))
    )
    own = _claim(F.lit(1))
    holder = F.min(F.when(F.col("stands"), own)).over(of_call)
    if known is not None:
        orphans = known.join(documents, ["call_id", "payload_sha256"], "left_anti")
        orphans = orphans.groupBy("call_id").agg(F.min(_claim(F.lit(0))).alias("orphan"))
        every = every.join(orphans, "call_id", "left")
        holder = F.least(holder, F.col("orphan"))
    every = every.withColumn("holder", holder)
    is_other = F.col("stands") & ~_is_same(own, F.col("holder"))
    candidates = every.withColumn(IS_OTHER_CALL, F.coalesce(is_other, F.lit(False)))
    added = ["ended_at", "stands", "holder", ERRORS, IS_DELETED]
    if known is not None:
        added.append("orphan")
    # drop() is analysed at once by Spark Connect, before a pipeline has its tables
    rest = candidates.selectExpr(f"* except ({', '.join(added)})")
    return judged(rest, contracts.table(CONVERSATIONS))


def _is_same(own: Column, holder: Column) -> Column:
    """Two claims are of one call; a claim without an id of the source may be of any."""
    return (
        (own["source_system"] == holder["source_system"])
        & ((own["id"] == "") | (holder["id"] == "") | (own["id"] == holder["id"]))
        & (F.abs(own["began_at"] - holder["began_at"]) <= SAME_CALL_HOURS * 3600)
    )


def _claim(rank: Column) -> Column:
    """The claim to an id, in the order in which claims win: the call that began first."""
    return F.struct(
        rank.alias("rank"),
        F.unix_seconds(F.col("call_timestamp").try_cast("timestamp")).alias("began_at"),
        F.col("source_system").alias("source_system"),
        F.coalesce("source_call_id", F.lit("")).alias("id"),
        F.col("payload_sha256").alias("payload_sha256"),
    )
