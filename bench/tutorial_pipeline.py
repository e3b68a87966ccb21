"""The pipeline of the usual tutorial: what a bench compares the lakehouse with.

JSON with an inferred schema, exploded signals, a MERGE that reads the whole table, and gold
recomputed in full.
"""

from __future__ import annotations

from lakehouse_setup import LANDING
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

TUTORIAL = "/Volumes/spark_catalog/ops/tutorial"

MERGE = """
merge into silver.tutorial_signals as t
using tutorial_signals as s on t.signal_id = s.signal_id
when matched then update set *
when not matched then insert *
"""
TUTORIAL_TABLE = """
create table gold.tutorial_scores (
    rep_id string,
    month timestamp,
    signal_name string,
    scoring_version string,
    conversation_count bigint,
    avg_value double,
    avg_confidence double
) using delta
"""
GOLD = """
insert overwrite gold.tutorial_scores
select
    s.rep_id,
    date_trunc('month', s.call_timestamp) as month,
    s.signal_name,
    s.scoring_version,
    count(*) as conversation_count,
    avg(coalesce(s.value_number, cast(s.value_boolean as double))) as avg_value,
    avg(s.confidence) as avg_confidence
from silver.tutorial_signals as s
left join silver.reps as r on s.rep_id = r.rep_id
group by all
"""


def tutorial(spark: SparkSession) -> None:
    """Landing to gold as tutorials have it."""

    def merge(batch: DataFrame, _number: int) -> None:
        exploded = (
            batch.select("call", F.explode("evaluations").alias("e"))
            .select("call", "e.*")
            .withColumn("s", F.explode("signals"))
        )
        value = F.col("s.value").cast("string")
        signals = exploded.select(
            F.sha2(F.concat_ws("|", "call.call_id", "s.signal_name", "scoring_version"), 256).alias(
                "signal_id"
            ),
            "call.call_id",
            F.col("call.call_timestamp").cast("timestamp").alias("call_timestamp"),
            "call.rep_id",
            "call.deal_id",
            "s.signal_name",
            "s.signal_type",
            F.expr("try_cast(s.value as double)").alias("value_number"),
            F.expr("try_cast(s.value as boolean)").alias("value_boolean"),
            value.alias("value_string"),
            "s.confidence",
            "s.reason",
            "s.evidence",
            "scoring_version",
            "run_id",
            "kit_code",
            "kit_version_id",
            F.col("scored_at").cast("timestamp").alias("scored_at"),
            F.lit("").alias("payload_sha256"),
            F.lit("").alias("source_file"),
            F.lit(None).cast("timestamp").alias("call_updated_at"),
            F.current_timestamp().alias("updated_at"),
        ).dropDuplicates(["signal_id"])
        signals.createOrReplaceTempView("tutorial_signals")
        batch.sparkSession.sql(MERGE)

    bronze = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .option("multiLine", True)
        .option("cloudFiles.inferColumnTypes", True)
        .option("cloudFiles.schemaLocation", f"{TUTORIAL}/land")
        .load(f"{LANDING}/conversations")
    )
    writer = bronze.writeStream.option("checkpointLocation", f"{TUTORIAL}/land")
    writer = writer.option("mergeSchema", True).trigger(availableNow=True)
    writer.toTable("bronze.tutorial").awaitTermination()
    stream = spark.readStream.table("bronze.tutorial").writeStream.foreachBatch(merge)
    stream = stream.option("checkpointLocation", f"{TUTORIAL}/merge").trigger(availableNow=True)
    stream.start().awaitTermination()
    spark.sql(GOLD)
