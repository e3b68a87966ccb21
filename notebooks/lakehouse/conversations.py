"""Conversations and their signals: one landed document feeds two silver tables."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import counts, sql
from lakehouse.admission import admitted
from lakehouse.contracts import Contracts, Table
from lakehouse.parsing import parsed, typed
from lakehouse.quality import counted, is_good
from lakehouse.streams import each_batch, use_catalog

FEED = "conversations"
CONVERSATIONS = "silver.conversations"
SIGNALS = "silver.conversation_signals"

_BOOKKEEPING = ("value", "payload_sha256", "source_file", "position", "is_stored")
"""Columns of a signal's candidate that are not the signal as it was sent."""


def merge_conversations(
    spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str, trigger: str
) -> counts.TableCounts:
    """Merges what is new in bronze into silver.conversations and silver.conversation_signals."""
    use_catalog(spark, catalog)
    total: counts.TableCounts = {}
    each_batch(
        spark.readStream.table(contracts.feed(FEED).bronze_table),
        lambda session, batch: counts.add(total, merge_batch(session, batch, contracts)),
        catalog=catalog,
        checkpoint=f"{checkpoints}/merge_{FEED}",
        trigger=trigger,
    )
    return total


def merge_batch(
    spark: SparkSession, bronze: DataFrame, contracts: Contracts
) -> dict[str, Counter[str]]:
    """Merges a batch of bronze rows into both tables, and what breaks a rule into quarantine."""
    table = contracts.table(CONVERSATIONS)
    parsed(bronze, contracts.feed(FEED)).createOrReplaceTempView("parsed_conversations")
    candidates = sql.run(spark, "silver/conversation_candidates.sql")
    call_id = F.when(is_good(), F.col("call_id"))
    measures = (F.min(call_id).alias("first"), F.max(call_id).alias("last"))
    with admitted(spark, candidates, table, measures=measures) as (good, tally):
        if tally["first"] is None:
            return {table.name: counted(tally)}
        # The range of the batch lets a merge skip the files that hold other calls only.
        calls = {"first_call_id": tally["first"], "last_call_id": tally["last"]}
        good.createOrReplaceTempView("accepted_conversations")
        staged = sql.run(spark, "silver/stage_conversations.sql")
        typed(staged, table).createOrReplaceTempView("staged_conversations")
        merged = sql.merge(spark, "silver/merge_conversations.sql", **calls)
        signals = _merge_signals(spark, contracts.table(SIGNALS), calls)
    return {table.name: counted(tally) + merged, SIGNALS: signals}


def _merge_signals(spark: SparkSession, table: Table, calls: dict[str, str]) -> Counter[str]:
    candidates = sql.run(spark, "silver/signal_candidates.sql")
    sent = [c for c in candidates.columns if c not in _BOOKKEEPING and not c.startswith("value_")]
    payload = F.to_json(F.struct(*sent, F.parse_json("value").alias("value")))
    with admitted(spark, candidates, table, payload=payload) as (good, tally):
        good.createOrReplaceTempView("accepted_signals")
        landed = sql.run(spark, "silver/stage_signals.sql")
        stored = sql.run(spark, "silver/stored_signals.sql", **calls)
        extra = ("position", "is_stored")
        known = typed(landed, table, extra).unionByName(typed(stored, table, extra))
        known.createOrReplaceTempView("known_signals")
        merged = sql.merge(spark, "silver/merge_conversation_signals.sql", **calls)
    return counted(tally) + merged
