"""Gold as a pipeline: materialized views of silver."""

from lakehouse.gold import deal_features
from lakehouse.gold.scores import TABLE
from lakehouse.ingest.parsing import typed
from lakehouse.runtime import contracts, datasets, sql
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.active()
CONTRACTS = contracts.load()
SCORES = CONTRACTS.table(TABLE)
FEATURES = CONTRACTS.table(deal_features.TABLE)
LAYOUT = spark.conf.get("lakehouse.layout")


@dp.temporary_view(comment="One row per signal, with the rep's team of today")
def signals_to_score() -> DataFrame:
    return sql.defined(spark, "gold/scored_signals.sql")


@dp.materialized_view(**datasets.declared(SCORES, layout=LAYOUT))
def rep_monthly_scores() -> DataFrame:
    scores = sql.defined(spark, "gold/rep_scores.sql")
    # by the data, not by the clock: rows that did not change are not recomputed
    return typed(scores.select("*", F.col("signals_updated_at").alias("updated_at")), SCORES)


@dp.temporary_view(comment="One row per deal: of a view, the features of all are computed")
def deals_to_compute() -> DataFrame:
    return spark.read.table("silver.deals").select("deal_id")


@dp.temporary_view(comment="One row per signal")
def signals_of_deals() -> DataFrame:
    return spark.read.table("silver.conversation_signals")


@dp.temporary_view(comment="One row per signal that is no feature")
def closing_signals() -> DataFrame:
    return sql.defined(spark, "gold/closing_signals.sql")


@dp.materialized_view(**datasets.declared(FEATURES, layout=LAYOUT))
def current_deal_features() -> DataFrame:
    features = sql.defined(spark, "gold/deal_features.sql")
    return typed(features.select("*", F.col("changed_at").alias("updated_at")), FEATURES)
