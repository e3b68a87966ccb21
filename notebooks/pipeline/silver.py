"""Silver as a pipeline: materialized views of what bronze holds, by the rules of the contracts.

The views between have the names that the SQL files read, which are those of the ingest job.
"""

from lakehouse import contracts, datasets, sql
from lakehouse.admission import rejected
from lakehouse.contracts import Table
from lakehouse.conversations import CONVERSATIONS, SIGNALS, as_sent
from lakehouse.expectations import expect
from lakehouse.parsing import dated, flattened, parsed, typed
from lakehouse.quality import judged
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.active()
CONTRACTS = contracts.load()
LAYOUT = spark.conf.get("lakehouse.layout")
FEED = CONTRACTS.feed("conversations")
CALLS, SIGNAL = CONTRACTS.table(CONVERSATIONS), CONTRACTS.table(SIGNALS)
ENTITIES = ("reps", "deals")


def declared(table: Table) -> dict:
    return datasets.declared(table, layout=LAYOUT)


@dp.temporary_view(comment="One row per landed document of calls, its payload parsed")
def parsed_conversations() -> DataFrame:
    documents = parsed(spark.read.table(FEED.bronze_table), FEED)
    return dated(documents, CONTRACTS.clock_skew_minutes)


@dp.temporary_view(comment="One row per landed document of calls, with the rules it broke")
def judged_conversations() -> DataFrame:
    return judged(sql.run(spark, "silver/conversation_candidates.sql"), CALLS)


@dp.temporary_view(comment="One row per landed document of calls that keeps the rules")
@expect(CALLS)
def accepted_conversations() -> DataFrame:
    return spark.read.table("judged_conversations")


@dp.materialized_view(**declared(CALLS))
def conversations() -> DataFrame:
    return typed(sql.run(spark, "silver/stage_conversations.sql"), CALLS)


@dp.temporary_view(comment="One row per signal of an accepted document, with the rules it broke")
def judged_signals() -> DataFrame:
    return judged(sql.run(spark, "silver/signal_candidates.sql"), SIGNAL)


@dp.temporary_view(comment="One row per signal of an accepted document that keeps the rules")
@expect(SIGNAL)
def accepted_signals() -> DataFrame:
    return spark.read.table("judged_signals")


@dp.temporary_view(comment="One row per accepted signal, typed")
def known_signals() -> DataFrame:
    return typed(sql.run(spark, "silver/stage_signals.sql"), SIGNAL, ("position", "is_stored"))


@dp.temporary_view(comment="One row per call, signal and scoring version, and whether it stands")
def ranked_signals() -> DataFrame:
    return sql.run(spark, "silver/ranked_signals.sql")


@dp.materialized_view(**declared(SIGNAL))
def conversation_signals() -> DataFrame:
    return typed(sql.run(spark, "silver/current_signals.sql"), SIGNAL)


def entity(feed_name: str) -> None:
    """Declares the table of a feed whose document is one row, and the views before it."""
    feed, table = CONTRACTS.feed(feed_name), CONTRACTS.table(f"silver.{feed_name}")

    @dp.temporary_view(name=f"judged_{feed_name}")
    def judged_records() -> DataFrame:
        return judged(flattened(parsed(spark.read.table(feed.bronze_table), feed)), table)

    @dp.temporary_view(name=f"{feed_name}_candidates")
    @expect(table)
    def candidates() -> DataFrame:
        return spark.read.table(f"judged_{feed_name}")

    @dp.temporary_view(name=f"accepted_{feed_name}")
    def accepted_records() -> DataFrame:
        return typed(spark.read.table(f"{feed_name}_candidates"), table)

    @dp.materialized_view(**declared(table))
    def records() -> DataFrame:
        return typed(sql.run(spark, f"silver/stage_{feed_name}.sql"), table)


for each in ENTITIES:
    entity(each)


@dp.temporary_view(comment="One row per record that broke a rule, as often as it was landed")
def rejected_records() -> DataFrame:
    payload, landed_at = F.col("payload"), F.col("ingested_at")
    rejects = rejected(spark.read.table("judged_conversations"), CALLS, payload, landed_at)
    signals = spark.read.table("judged_signals")
    rejects = rejects.unionByName(rejected(signals, SIGNAL, as_sent(), landed_at))
    for feed in ENTITIES:
        records, table = spark.read.table(f"judged_{feed}"), CONTRACTS.table(f"silver.{feed}")
        rejects = rejects.unionByName(rejected(records, table, payload, landed_at))
    return rejects


@dp.materialized_view(**declared(CONTRACTS.table("silver.quarantine")))
def quarantine() -> DataFrame:
    kept = sql.run(spark, "silver/stage_quarantine.sql")
    return typed(kept, CONTRACTS.table("silver.quarantine"))
