"""Identity of calls: the first of two calls under one call_id holds it, in any order of arrival.

Documents are about one call when they are of one source system, name no two ids of it in
`source_call_id`, and their calls begin at most SAME_CALL_HOURS apart. The call that began first
holds the id; documents of others are rejected by the rule of `is_other_call`. All documents of the
id decide, so that a call which turns out not to be the first leaves silver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as F

from lakehouse.ingest.bronze_rows import constant_rows, landed_rows, rows_of_documents
from lakehouse.ingest.conversation_merge import FEED, IS_OTHER_CALL, judged_calls, judged_documents
from lakehouse.ingest.parsing import body_of
from lakehouse.ingest.vendor_documents import mapped
from lakehouse.quality.rules import ERRORS, IS_DELETED, is_good
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.layers import Layers

SAME_CALL_HOURS = 24
"""A correction moves the time of a call by less; the next meeting under one id is later."""

_DOCUMENT = ("call_id", "payload_sha256", "source_file")
_DOCUMENT_TYPE = "call_id STRING, payload_sha256 STRING, source_file STRING"
_CLAIM_TYPE = (
    f"{_DOCUMENT_TYPE}, source_system STRING, source_call_id STRING, call_timestamp STRING, "
    "said_at BIGINT, is_deleted BOOLEAN, is_valid BOOLEAN, origin STRING"
)
_Claim = dict[str, Any]
_BATCH, _BRONZE, _SILVER = "batch", "bronze", "silver"
"""Origins of a claim."""


@dataclass(frozen=True)
class Claims:
    """The decision on the contested ids of a batch: those that more than one call may claim."""

    landed: DataFrame
    """Rows of bronze: those of the batch, and every other valid document of these ids."""

    others: DataFrame
    """Valid documents whose call does not hold their id."""

    holding: DataFrame
    """Valid documents whose call holds their id."""

    ids: tuple[str, ...]


def rejected_calls(spark: SparkSession, contracts: Contracts, layers: Layers) -> DataFrame:
    """Call ids, as silver reads them, of documents in quarantine that are about other calls."""
    rejected = sql.run(spark, "silver/rejected_calls.sql", {}, layers)
    rows = mapped(rejected, contracts.feed(FEED))
    text = F.coalesce("mapped", F.col("payload"))
    document = body_of(text, "call STRUCT<call_id: STRING>").getField("document")
    call_id = document.getField("call").getField("call_id")
    return rows.select(F.btrim(call_id, F.lit(contracts.white_space)).alias("call_id"))


def claims(
    spark: SparkSession,
    contracts: Contracts,
    bronze: DataFrame,
    documents: DataFrame,
    known: dict[str, Any],
    layers: Layers,
) -> Claims | None:
    """Decides which calls hold the contested ids of a batch of bronze rows, judged as `documents`.

    `known` is the row of known_calls.sql, or empty. None if each document is about the call that
    holds its id, and no document of these ids was rejected before.
    """
    ids = known.get("contested")
    if not ids:
        return None
    # A query over these few rows has a small plan. One over the documents parses and judges them in
    # several places, and each later statement of the batch would plan all of that again.
    every, calls = _collected(spark, contracts, documents, ids, layers)
    calls_known = constant_rows(spark, calls, _CLAIM_TYPE)
    marked = _marked(constant_rows(spark, every, _CLAIM_TYPE), F.col("is_valid"), calls_known)
    valid = marked.where("is_valid").select(*_DOCUMENT, IS_OTHER_CALL, "origin").collect()
    others = [row for row in valid if row[IS_OTHER_CALL]]
    if not others and not known["rejected"]:
        return None
    absent = _documents(spark, (row for row in valid if row["origin"] == _BRONZE))
    holding = _documents(spark, (row for row in valid if not row[IS_OTHER_CALL]))
    landed = landed_rows(bronze).unionByName(
        landed_rows(rows_of_documents(_bronze(spark, contracts), absent))
    )
    return Claims(landed, _documents(spark, others), holding, tuple(ids))


def evict(spark: SparkSession, decided: Claims, layers: Layers) -> bool:
    """Deletes calls and signals in silver whose documents do not hold their id.

    Ends the quarantine of their signals, as a document that is rejected gives no signals. Returns
    true if quarantine has documents whose call holds the id now, which `resolve` ends after the
    merge.
    """
    others, holding = {"other_calls": decided.others}, {"holding_calls": decided.holding}
    ids = {"first_call_id": min(decided.ids), "last_call_id": max(decided.ids)}
    rejected = sql.run(spark, "silver/rejected_with_call.sql", others, layers)
    settled = sql.run(spark, "silver/settled_records.sql", holding, layers)
    views = others | {"rejected_with_call": rejected, "settled_records": settled}
    found = sql.only_row(sql.run(spark, "silver/count_evictions.sql", views, layers, **ids))
    # A MERGE costs more than this query even where it finds nothing.
    if found["calls"]:
        sql.merge(spark, "silver/evict_conversations.sql", others, layers)
    if found["signals"]:
        sql.merge(spark, "silver/evict_conversation_signals.sql", others, layers)
    if found["quarantined_signals"]:
        sql.merge(spark, "silver/merge_resolved.sql", {"passing_records": rejected}, layers)
    return bool(found["quarantined_calls"])


def resolve(spark: SparkSession, holding_calls: DataFrame, layers: Layers) -> None:
    """Ends the quarantine of documents whose call is in silver by now."""
    holding = {"holding_calls": holding_calls}
    settled = sql.run(spark, "silver/settled_records.sql", holding, layers)
    sql.merge(spark, "silver/merge_resolved.sql", {"passing_records": settled}, layers)


def first_claims(documents: DataFrame, contracts: Contracts) -> DataFrame:
    """All judged documents of some ids, judged again: also by which call holds the id."""
    marked = _marked(documents, is_good(), None)
    # drop() is analysed at once by Spark Connect, before a pipeline has its tables
    rest = marked.selectExpr(f"* except ({ERRORS}, {IS_DELETED})")
    return judged_calls(rest, contracts)


def _collected(
    spark: SparkSession,
    contracts: Contracts,
    documents: DataFrame,
    ids: Sequence[str],
    layers: Layers,
) -> tuple[list[_Claim], list[_Claim]]:
    """Claims of all documents of some ids, each once, and those of their calls in silver."""
    stored = judged_documents(spark, _bronze(spark, contracts), contracts)
    calls = sql.run(spark, "silver/claims_of_calls.sql", {}, layers)
    every = _claims_in(documents, _BATCH).unionByName(_claims_in(stored, _BRONZE))
    found = every.unionByName(calls).where(F.col("call_id").isin(*ids))
    rows = [row.asDict() for row in found.collect()]
    of_batch = {_key(row) for row in rows if row["origin"] == _BATCH}
    known = [row for row in rows if row["origin"] == _SILVER]
    return [
        row
        for row in rows
        if row["origin"] == _BATCH or row["origin"] == _BRONZE and _key(row) not in of_batch
    ], known


def _claims_in(documents: DataFrame, origin: str) -> DataFrame:
    """The columns of judged documents that decide which call holds an id."""
    return documents.select(
        *_DOCUMENT,
        *("source_system", "source_call_id", "call_timestamp"),
        F.unix_micros("said_at").alias("said_at"),
        IS_DELETED,
        is_good().alias("is_valid"),
        F.lit(origin).alias("origin"),
    )


def _key(row: _Claim | Row) -> tuple[str, str]:
    return row["payload_sha256"], row["source_file"]


def _bronze(spark: SparkSession, contracts: Contracts) -> DataFrame:
    return spark.table(contracts.feed(FEED).bronze_table)


def _documents(spark: SparkSession, rows: Iterable[Row]) -> DataFrame:
    """The keys of documents, once each."""
    keys = {_key(row): {name: row[name] for name in _DOCUMENT} for row in rows}
    return F.broadcast(constant_rows(spark, keys.values(), _DOCUMENT_TYPE))


def _marked(documents: DataFrame, is_valid: Column, known: DataFrame | None) -> DataFrame:
    """All documents of some ids, each with whether its call does not hold the id.

    `known` are calls of silver; one without a document holds its id, as nothing can replace it.
    """
    of_call = Window.partitionBy("call_id")
    ended_at = F.max(F.when(is_valid & F.col(IS_DELETED), F.col("said_at"))).over(of_call)
    is_standing = is_valid & ~F.col(IS_DELETED)
    every = documents.withColumn("ended_at", ended_at).withColumn(
        "stands", is_standing & F.coalesce(F.col("said_at") > F.col("ended_at"), F.lit(True))
    )
    own = _claim(F.lit(1))
    holder = F.min(F.when(F.col("stands"), own)).over(of_call)
    added = ["ended_at", "stands", "holder"]
    if known is not None:
        orphans = known.join(documents, ["call_id", "payload_sha256"], "left_anti")
        orphans = orphans.groupBy("call_id").agg(F.min(_claim(F.lit(0))).alias("orphan"))
        every = every.join(orphans, "call_id", "left")
        holder = F.least(holder, F.col("orphan"))
        added.append("orphan")
    every = every.withColumn("holder", holder)
    is_other = F.col("stands") & ~_is_same(own, F.col("holder"))
    marked = every.withColumn(IS_OTHER_CALL, F.coalesce(is_other, F.lit(False)))
    return marked.selectExpr(f"* except ({', '.join(added)})")


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
