"""Silver as a pipeline: materialized views of what bronze holds, by the rules of the contracts.

The views between have the names that the SQL files read, which are those of the ingest job.
"""

from functools import reduce

from lakehouse.ingest import deletions
from lakehouse.ingest.call_identity import first_claims
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED, judged_calls
from lakehouse.ingest.conversations import rejects_of
from lakehouse.ingest.entities import judged_records
from lakehouse.ingest.evaluation_documents import EVALUATIONS, judged_evaluations, signal_table
from lakehouse.ingest.evaluation_documents import FEED as EVALUATION_FEED
from lakehouse.ingest.evaluations import rejects_of as rejected_evaluations
from lakehouse.ingest.parsing import parsed, typed
from lakehouse.ingest.signals import SIGNALS
from lakehouse.quality.admission import rejected
from lakehouse.quality.expectations import expect
from lakehouse.quality.rules import IS_DELETED, judged
from lakehouse.runtime import contracts, datasets, sql
from lakehouse.runtime.contracts import Table
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.active()
CONTRACTS = contracts.load()
LAYOUT = spark.conf.get("lakehouse.layout")
CALLS, SIGNAL = CONTRACTS.table(CONVERSATIONS), CONTRACTS.table(SIGNALS)
EVALUATION, OF_EVALUATION = CONTRACTS.table(EVALUATIONS), signal_table(CONTRACTS)
ENTITIES = {feed: CONTRACTS.table(f"silver.{feed}") for feed in ("reps", "deals")}
DELETED = CONTRACTS.table("silver.deletions")
QUARANTINE = CONTRACTS.table("silver.quarantine")


def declared(table: Table) -> dict:
    return datasets.declared(table, layout=LAYOUT)


def standing(records: str, table: Table, said_at: str) -> DataFrame:
    names = deletions.parameters(table, said_at)
    return sql.defined(spark, "silver/standing_records.sql", records=records, **names)


@dp.temporary_view(comment="One row per landed document of calls, its payload parsed")
def parsed_conversations() -> DataFrame:
    feed = CONTRACTS.feed(FEED)
    return parsed(spark.read.table(feed.bronze_table), feed)


@dp.temporary_view(comment="One row per landed document of calls, with the rules it broke")
def judged_conversations() -> DataFrame:
    candidates = sql.defined(
        spark,
        "silver/conversation_candidates.sql",
        clock_skew_minutes=CONTRACTS.clock_skew_minutes,
    )
    candidates = candidates.withColumn("is_other_call", F.lit(False))
    return first_claims(judged_calls(candidates, CONTRACTS), CONTRACTS)


@dp.temporary_view(comment="One row per document that keeps the rules, of calls and of their ends")
@expect(CALLS)
def entering_conversations() -> DataFrame:
    return spark.read.table("judged_conversations")


@dp.temporary_view(comment="One row per document that keeps the rules and has a call")
def accepted_conversations() -> DataFrame:
    return spark.read.table("entering_conversations").where(~F.col(IS_DELETED))


@dp.temporary_view(comment="One row per document of a call that is no older than its deletion")
def standing_conversations() -> DataFrame:
    return standing("entering_conversations", CALLS, "said_at")


@dp.materialized_view(**declared(CALLS))
def conversations() -> DataFrame:
    staged = sql.defined(spark, "silver/stage_conversations.sql")
    return typed(staged.where(~F.col(IS_DELETED)), CALLS)


def signals_of(records: str, signals: str, table: Table) -> None:
    """Declares the views of the signals of documents, judged by the rules of `table`."""

    @dp.temporary_view(
        name=f"judged_{signals}", comment="One row per signal, with the rules it broke"
    )
    def judged_signals() -> DataFrame:
        return judged(sql.defined(spark, "silver/signal_candidates.sql", records=records), table)

    @dp.temporary_view(
        name=f"accepted_{signals}", comment="One row per signal that keeps the rules"
    )
    @expect(table)
    def accepted_signals() -> DataFrame:
        return spark.read.table(f"judged_{signals}")


signals_of("accepted_conversations", "signals", SIGNAL)
signals_of("calls_of_evaluations", "separate_signals", OF_EVALUATION)


@dp.temporary_view(comment="One row per landed evaluation, with the rules it broke")
def judged_separate_evaluations() -> DataFrame:
    feed = CONTRACTS.feed(EVALUATION_FEED)
    return judged_evaluations(spark.read.table(feed.bronze_table), CONTRACTS)


@dp.temporary_view(comment="One row per landed evaluation, or its deletion, that keeps the rules")
@expect(EVALUATION)
def entering_evaluations() -> DataFrame:
    return spark.read.table("judged_separate_evaluations")


@dp.temporary_view(comment="One row per evaluation that is no deletion")
def arriving_evaluations() -> DataFrame:
    arriving = spark.read.table("entering_evaluations").where(~F.col(IS_DELETED))
    return typed(arriving, EVALUATION)


@dp.materialized_view(**declared(EVALUATION))
def evaluations() -> DataFrame:
    return sql.defined(spark, "silver/first_evaluations.sql")


@dp.temporary_view(comment="One row per evaluation, in the shape of documents of calls")
def calls_of_evaluations() -> DataFrame:
    query = "silver/calls_of_evaluations.sql"
    return sql.defined(spark, query, records="entering_evaluations")


@dp.temporary_view(comment="One row per accepted signal, typed")
def unranked_signals() -> DataFrame:
    staged = [
        sql.defined(spark, "silver/stage_signals.sql", signals=signals)
        for signals in ("accepted_signals", "accepted_separate_signals")
    ]
    each = [typed(signals, SIGNAL, ("position", "is_stored")) for signals in staged]
    return reduce(DataFrame.unionByName, each)


@dp.temporary_view(comment="One row per accepted signal, and whether it was deleted")
def known_signals() -> DataFrame:
    calls = {"first_call_id": None, "last_call_id": None}
    return sql.defined(spark, "silver/deleted_signals.sql", **calls)


@dp.temporary_view(comment="One row per call, signal and scoring version, and whether it stands")
def ranked_signals() -> DataFrame:
    return sql.defined(spark, "silver/ranked_signals.sql")


@dp.materialized_view(**declared(SIGNAL))
def conversation_signals() -> DataFrame:
    return typed(sql.defined(spark, "silver/current_signals.sql"), SIGNAL)


def entity(feed_name: str, table: Table) -> None:
    """Declares the table of a feed whose document is one row, and the views before it."""
    feed = CONTRACTS.feed(feed_name)

    @dp.temporary_view(name=f"judged_{feed_name}")
    def candidates() -> DataFrame:
        return judged_records(spark.read.table(feed.bronze_table), feed, table)

    @dp.temporary_view(name=f"entering_{feed_name}")
    @expect(table)
    def entering() -> DataFrame:
        return spark.read.table(f"judged_{feed_name}")

    @dp.temporary_view(name=f"standing_{feed_name}")
    def standing_typed() -> DataFrame:
        return typed(standing(f"entering_{feed_name}", table, "updated_at"), table, (IS_DELETED,))

    @dp.materialized_view(**declared(table))
    def records() -> DataFrame:
        names = {"records": f"standing_{feed_name}", "key": table.key[0]}
        latest = sql.defined(spark, "silver/latest_records.sql", **names)
        return typed(latest.where(~F.col(IS_DELETED)), table)


for name, its_table in ENTITIES.items():
    entity(name, its_table)


@dp.temporary_view(comment="One row per record or evaluation that was said to be deleted")
def landed_deletions() -> DataFrame:
    said_at = {FEED: (CALLS, "said_at")}
    said_at |= {feed: (table, "updated_at") for feed, table in ENTITIES.items()}
    found = [
        sql.defined(
            spark,
            "silver/stage_deletions.sql",
            records=f"entering_{feed}",
            **deletions.parameters(table, column),
        )
        for feed, (table, column) in said_at.items()
    ]
    for records in (f"entering_{FEED}", "calls_of_evaluations"):
        query = "silver/stage_evaluation_deletions.sql"
        found.append(sql.defined(spark, query, records=records))
    return reduce(DataFrame.unionByName, found)


@dp.materialized_view(**declared(DELETED))
def deleted() -> DataFrame:
    return typed(sql.defined(spark, "silver/latest_deletions.sql"), DELETED)


@dp.temporary_view(comment="One row per record that broke a rule, as often as it was landed")
def rejected_records() -> DataFrame:
    documents, signals = (
        spark.read.table("judged_conversations"),
        spark.read.table("judged_signals"),
    )
    rejects = rejects_of(documents, signals, CONTRACTS)
    documents, signals = (
        spark.read.table("judged_separate_evaluations"),
        spark.read.table("judged_separate_signals"),
    )
    rejects += rejected_evaluations(documents, signals, CONTRACTS)
    for feed, table in ENTITIES.items():
        records = spark.read.table(f"judged_{feed}")
        rejects.append(rejected(records, table, F.col("payload")))
    return reduce(DataFrame.unionByName, rejects)


@dp.materialized_view(**declared(QUARANTINE))
def quarantine() -> DataFrame:
    staged = sql.defined(spark, "silver/stage_quarantine.sql")
    # by the data, not by the clock: rows that did not change are not recomputed
    return typed(staged.select("*", F.col("ingested_at").alias("quarantined_at")), QUARANTINE)
