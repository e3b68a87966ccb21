"""Conversations and their signals: one landed document feeds two silver tables."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import counts, sql
from lakehouse.admission import check, key_range, known_of, quarantine, rejected, tally_of
from lakehouse.contracts import Contracts
from lakehouse.parsing import dated, parsed, typed
from lakehouse.quality import ERRORS, counted, is_good, judged
from lakehouse.streams import Batch, each_batch, started_again, use_catalog

FEED = "conversations"
CONVERSATIONS = "silver.conversations"
SIGNALS = "silver.conversation_signals"

_NOT_SENT = (
    *("payload_sha256", "source_file", "ingested_at", "position", ERRORS),
    *("value", "value_number", "value_boolean", "value_string"),
)
"""Columns of a signal's candidate that are not the signal as it was sent."""


@started_again
def merge_conversations(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    checkpoints: str,
    trigger: str,
    job_run_id: str = "",
) -> counts.TableCounts:
    """Merges what is new in bronze into silver.conversations and silver.conversation_signals."""
    use_catalog(spark, catalog)
    total: counts.TableCounts = {}
    each_batch(
        spark.readStream.table(contracts.feed(FEED).bronze_table),
        lambda session, rows, batch: counts.add(
            total, merge_batch(session, rows, contracts, batch)
        ),
        catalog=catalog,
        checkpoint=f"{checkpoints}/merge_{FEED}",
        trigger=trigger,
        job_run_id=job_run_id,
    )
    return total


def merge_batch(
    spark: SparkSession, bronze: DataFrame, contracts: Contracts, batch: Batch | None = None
) -> dict[str, Counter[str]]:
    """Merges a batch of bronze rows into both tables, and what breaks a rule into quarantine."""
    table, signal_table = contracts.table(CONVERSATIONS), contracts.table(SIGNALS)
    landed = dated(parsed(bronze, contracts.feed(FEED)), contracts.clock_skew_minutes)
    landed.createOrReplaceTempView("parsed_conversations")
    documents = judged(sql.run(spark, "silver/conversation_candidates.sql"), table).persist()
    try:
        tally = tally_of(documents, table, *key_range(table))
        accepted = documents.where(is_good())
        accepted.createOrReplaceTempView("accepted_conversations")
        signals = judged(sql.run(spark, "silver/signal_candidates.sql"), signal_table)
        signal_tally = tally_of(signals, signal_table)
        known = known_of(spark, accepted, table, tally)
        check(spark, batch, [(table, tally), (signal_table, signal_tally)])
        rejects = []
        now = F.current_timestamp()
        if tally["quarantined"]:
            rejects.append(rejected(documents, table, F.col("payload"), now))
        if signal_tally["quarantined"]:
            rejects.append(rejected(signals, signal_table, as_sent(), now))
        quarantine(spark, rejects)
        merged = {CONVERSATIONS: counted(tally), SIGNALS: counted(signal_tally)}
        if tally["first_key"] is not None:
            # The range of the batch lets a query skip the files that hold other calls only.
            calls = {"first_call_id": tally["first_key"], "last_call_id": tally["last_key"]}
            how = "merge" if known["known"] else "insert"
            counts.add(merged, _merge(spark, contracts, signals.where(is_good()), calls, how))
        return merged
    finally:
        documents.unpersist()


def _merge(
    spark: SparkSession,
    contracts: Contracts,
    signals: DataFrame,
    calls: dict[str, str],
    how: str,
) -> dict[str, Counter[str]]:
    table, signal_table = contracts.table(CONVERSATIONS), contracts.table(SIGNALS)
    staged = sql.run(spark, "silver/stage_conversations.sql")
    typed(staged, table).createOrReplaceTempView("staged_conversations")
    merged = sql.merge(spark, f"silver/{how}_conversations.sql", **calls)

    signals.createOrReplaceTempView("accepted_signals")
    extra = ("position", "is_stored")
    candidates = typed(sql.run(spark, "silver/stage_signals.sql"), signal_table, extra)
    if how == "merge":
        stored = sql.run(spark, "silver/stored_signals.sql", **calls)
        candidates = candidates.unionByName(typed(stored, signal_table, extra))
    candidates.createOrReplaceTempView("known_signals")
    ranked = sql.run(spark, "silver/ranked_signals.sql")
    ranked.createOrReplaceTempView("ranked_signals")
    changed = sql.run(spark, "silver/changed_signals.sql", **calls)
    changed.createOrReplaceTempView("changed_signals")
    merged_signals = sql.merge(spark, f"silver/{how}_conversation_signals.sql", **calls)
    return {CONVERSATIONS: merged, SIGNALS: merged_signals}


def as_sent() -> Column:
    """A signal's candidate with the fields of its call and evaluation, as quarantine keeps it."""
    others = ", ".join(_NOT_SENT)
    return F.expr(f"to_json(struct(* except ({others}), parse_json(value) as value))")
