"""gold.rep_monthly_scores: kept up to date with the changes of silver, not with all of it."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import counts, sql
from lakehouse.layers import located
from lakehouse.streams import each_batch, use_catalog

TABLE = "gold.rep_monthly_scores"


def refresh_rep_monthly_scores(
    spark: SparkSession, *, catalog: str, checkpoints: str, trigger: str
) -> counts.TableCounts:
    """Computes anew the scores that changes of signals or reps have touched."""
    use_catalog(spark, catalog)
    total: counts.TableCounts = {}
    each_batch(
        changes(spark),
        lambda session, rows, _: counts.add(total, refresh_batch(session, rows)),
        catalog=catalog,
        checkpoint=f"{checkpoints}/refresh_rep_monthly_scores",
        trigger=trigger,
    )
    return total


def changes(spark: SparkSession) -> DataFrame:
    """The stream of changed signals and changed reps: what scores may depend on."""
    for table in ("conversation_signals", "reps"):
        feed = spark.readStream.option("readChangeFeed", "true").table(located(f"silver.{table}"))
        feed.createOrReplaceTempView(f"{table}_changes")
    return sql.run(spark, "gold/score_changes.sql")


def refresh_batch(spark: SparkSession, batch: DataFrame) -> dict[str, Counter[str]]:
    """Merges the scores that a batch of changes touches."""
    batch.createOrReplaceTempView("score_changes")
    touched = sql.run(spark, "gold/touched_scores.sql").persist()
    try:
        touched.createOrReplaceTempView("touched_scores")
        months = touched.agg(
            F.count("*").alias("n"),
            # As text: a Python date has no year before 1 or after 9999.
            F.min("month").cast("string").alias("first"),
            F.max("month").cast("string").alias("last"),
        ).first()
        if months["n"] == 0:
            return {TABLE: Counter()}
        # The months let both reads skip the files that hold other months only.
        within = {"first_month": months["first"], "last_month": months["last"]}
        sql.run(spark, "gold/scored_signals.sql").createOrReplaceTempView("scored_signals")
        signals = sql.run(spark, "gold/touched_signals.sql", **within)
        signals.createOrReplaceTempView("signals_to_score")
        sql.run(spark, "gold/rep_scores.sql").createOrReplaceTempView("rep_scores")
        merged = sql.merge(spark, "gold/merge_rep_monthly_scores.sql", **within)
    finally:
        touched.unpersist()
    return {TABLE: Counter(read=months["n"]) + merged}
