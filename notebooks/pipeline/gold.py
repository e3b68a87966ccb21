"""Gold as a pipeline: materialized views of silver."""

from lakehouse import contracts, datasets, sql
from lakehouse.parsing import typed
from lakehouse.scores import TABLE
from pyspark import pipelines as dp
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.active()
SCORES = contracts.load().table(TABLE)
LAYOUT = spark.conf.get("lakehouse.layout")


@dp.temporary_view(comment="One row per signal, with the rep's team of today")
def signals_to_score() -> DataFrame:
    return sql.defined(spark, "gold/scored_signals.sql")


@dp.materialized_view(**datasets.declared(SCORES, layout=LAYOUT))
def rep_monthly_scores() -> DataFrame:
    scores = sql.defined(spark, "gold/rep_scores.sql")
    # by the data, not by the clock: what has not changed need not be computed anew
    return typed(scores.select("*", F.col("signals_updated_at").alias("updated_at")), SCORES)
