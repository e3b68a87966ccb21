"""gold.rep_monthly_scores: kept up to date with the changes of silver, not with all of it."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.layers import located
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import use_catalog

TABLE = "gold.rep_monthly_scores"

_CHANGED = ("rep_id", "month", "signal_name", "scoring_version", "team_id")


def refresh_rep_monthly_scores(
    spark: SparkSession, *, catalog: str, checkpoints: str, trigger: str
) -> counts.TableCounts:
    """Recomputes the scores that changes of signals or reps have touched."""
    use_catalog(spark, catalog)
    total: counts.TableCounts = {}
    each_batch_of_changes(
        lambda fails_on_loss: changes(spark, fails_on_loss),
        lambda session, rows, _: counts.add(total, refresh_batch(session, rows)),
        lambda session: counts.add(total, refresh_batch(session, all_changes(session))),
        catalog=catalog,
        checkpoint=f"{checkpoints}/refresh_rep_monthly_scores",
        trigger=trigger,
    )
    return total


def changes(spark: SparkSession, fails_on_loss: bool = True) -> DataFrame:
    """The stream of changed signals and changed reps: what scores may depend on."""
    for table in ("conversation_signals", "reps"):
        reader = spark.readStream.option("readChangeFeed", True)
        feed = reader.option("failOnDataLoss", fails_on_loss).table(located(f"silver.{table}"))
        feed.createOrReplaceTempView(f"{table}_changes")
    return sql.run(spark, "gold/score_changes.sql")


def all_changes(spark: SparkSession) -> DataFrame:
    """Changes that touch every score there is or may be, in place of changes that were lost."""
    signals = sql.run(spark, "gold/all_score_signals.sql")
    signals.createOrReplaceTempView("conversation_signals_changes")
    # a score is touched with the team of today: no change of a rep is needed for that
    no_reps = spark.table(located("silver.reps")).where("false")
    no_reps.createOrReplaceTempView("reps_changes")
    return sql.run(spark, "gold/score_changes.sql")


def refresh_batch(spark: SparkSession, batch: DataFrame) -> dict[str, Counter[str]]:
    """Merges the scores that a batch of changes touches."""
    changes = batch.groupBy(*_CHANGED).agg(F.max("may_be_gone").alias("may_be_gone"))
    with ExitStack() as stack:
        stack.enter_context(cached(changes)).createOrReplaceTempView("score_changes")
        found = changes.agg(
            *_span(),
            F.count_if(F.isnull("month")).alias("reps"),
            F.max("may_be_gone").alias("gone"),
        ).first()
        touched = sql.run(spark, "gold/touched_scores.sql")
        span = found
        if found["reps"]:
            of_reps = sql.run(spark, "gold/scores_of_changed_reps.sql")
            touched = stack.enter_context(cached(touched.union(of_reps).distinct()))
            span = touched.agg(*_span()).first()
        if span["n"] == 0:
            return {TABLE: Counter()}
        touched.createOrReplaceTempView("touched_scores")
        # The months let both reads skip the files that hold other months only.
        within = {"first_month": span["first"], "last_month": span["last"]}
        sql.run(spark, "gold/scored_signals.sql").createOrReplaceTempView("scored_signals")
        signals = sql.run(spark, "gold/touched_signals.sql", **within)
        signals.createOrReplaceTempView("signals_to_score")
        sql.run(spark, "gold/rep_scores.sql").createOrReplaceTempView("rep_scores")
        merged = sql.merge(
            spark, "gold/merge_rep_monthly_scores.sql", **within, any_gone=bool(found["gone"])
        )
    return {TABLE: Counter(read=span["n"]) + merged}


def _span() -> list[Column]:
    """Measures: how many scores are touched, and of which months."""
    return [
        F.count("month").alias("n"),
        # as text: a Python date has no year before 1 or after 9999
        F.min("month").cast("string").alias("first"),
        F.max("month").cast("string").alias("last"),
    ]
