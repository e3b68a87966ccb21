"""gold.rep_monthly_scores: kept up to date with the changes of silver, not with all of it."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.layers import LIVE, Layers
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import NO_HOOKS, BatchHooks, use_catalog

TABLE = "gold.rep_monthly_scores"

_CHANGED = ("rep_id", "month", "signal_name", "scoring_version", "team_id")


def refresh_rep_monthly_scores(
    spark: SparkSession,
    *,
    catalog: str,
    checkpoints: str,
    trigger: str,
    hooks: BatchHooks = NO_HOOKS,
    layers: Layers = LIVE,
) -> counts.TableCounts:
    """Recomputes the scores that changes of signals or reps have touched."""
    use_catalog(spark, catalog)
    return each_batch_of_changes(
        lambda fails_on_loss: changes(spark, layers, fails_on_loss),
        lambda session, rows, _: refresh_batch(session, rows, layers=layers),
        lambda session: refresh_batch(session, all_changes(session, layers), layers=layers),
        catalog=catalog,
        checkpoint=f"{checkpoints}/refresh_rep_monthly_scores",
        trigger=trigger,
        hooks=hooks,
    )


def changes(spark: SparkSession, layers: Layers, fails_on_loss: bool = True) -> DataFrame:
    """The stream of changed signals and changed reps: what scores may depend on."""
    reader = spark.readStream.option("readChangeFeed", True).option("failOnDataLoss", fails_on_loss)
    views = {
        f"{table}_changes": reader.table(layers.located(f"silver.{table}"))
        for table in ("conversation_signals", "reps")
    }
    return sql.run(spark, "gold/score_changes.sql", views)


def all_changes(spark: SparkSession, layers: Layers) -> DataFrame:
    """Changes that touch every score there is or may be, in place of changes that were lost."""
    views = {
        "conversation_signals_changes": sql.run(spark, "gold/all_score_signals.sql", {}, layers),
        # a score is touched with the team of today: no change of a rep is needed for that
        "reps_changes": spark.table(layers.located("silver.reps")).where("false"),
    }
    return sql.run(spark, "gold/score_changes.sql", views)


def refresh_batch(
    spark: SparkSession, batch: DataFrame, *, layers: Layers = LIVE
) -> dict[str, Counter[str]]:
    """Merges the scores that a batch of changes touches."""
    of_batch = batch.groupBy(*_CHANGED).agg(F.max("may_be_gone").alias("may_be_gone"))
    with ExitStack() as stack:
        changes = stack.enter_context(cached(of_batch))
        found = sql.only_row(
            changes.agg(
                *_span(),
                F.count_if(F.isnull("month")).alias("reps"),
                F.max("may_be_gone").alias("gone"),
            )
        )
        of_changes = {"score_changes": changes}
        touched = sql.run(spark, "gold/touched_scores.sql", of_changes, layers)
        span = found
        if found["reps"]:
            of_reps = sql.run(spark, "gold/scores_of_changed_reps.sql", of_changes, layers)
            touched = stack.enter_context(cached(touched.union(of_reps).distinct()))
            span = sql.only_row(touched.agg(*_span()))
        if span["n"] == 0:
            return {TABLE: Counter()}
        # The months let both reads skip the files that hold other months only.
        within = {"first_month": span["first"], "last_month": span["last"]}
        scored = sql.run(spark, "gold/scored_signals.sql", {}, layers)
        views = {"touched_scores": touched, "scored_signals": scored}
        signals = sql.run(spark, "gold/touched_signals.sql", views, **within)
        scores = sql.run(spark, "gold/rep_scores.sql", {"signals_to_score": signals})
        merged = sql.merge(
            spark,
            "gold/merge_rep_monthly_scores.sql",
            views | {"rep_scores": scores},
            layers,
            any_gone=bool(found["gone"]),
            **within,
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
