"""The deal-outcome model on the tables of the lakehouse: trained on gold, and scoring into it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.gold import deal_features
from lakehouse.model import registry
from lakehouse.model.scoring import win_probability
from lakehouse.model.training import Report, Settings, train
from lakehouse.model.training_data import TrainingData
from lakehouse.model.win_probability import OUTPUT
from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.streams import use_catalog
from lakehouse.runtime.versions import versions

PREDICTIONS = "gold.deal_predictions"

Say = Callable[[str], None]


@dataclass
class Scored:
    """Outcome of a run of the scoring job, and the model version that it used."""

    counts: counts.TableCounts
    champion: int | None = None
    unknown_versions: tuple[str, ...] = ()
    """Scoring versions that the champion was not trained on: their deals are not scored."""

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON has it."""
        tables = {table: dict(numbers) for table, numbers in self.counts.items()}
        state = "no champion" if self.champion is None else "scored"
        unknown = list(self.unknown_versions)
        return {
            "state": state,
            "champion": self.champion,
            "unknown_versions": unknown,
            "tables": tables,
        }


def train_deal_outcome(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    model_name: str,
    experiment_name: str,
    settings: Settings,
    say: Say = print,
) -> Report:
    """Trains the model on the closed deals of gold."""
    use_catalog(spark, catalog)
    # the run names the state of the features, so that it can be read again
    version = versions(spark, deal_features.TABLE)[0].number
    rows = sql.run(spark, "gold/training_deals.sql").toPandas()
    return train(
        TrainingData(rows, deal_features.feature_names(contracts)),
        settings,
        model_name=model_name,
        experiment_name=experiment_name,
        tags={
            "features_table": f"{catalog}.{deal_features.TABLE}",
            "features_table_version": str(version),
        },
        say=say,
    )


def predict_deal_outcome(
    spark: SparkSession, *, catalog: str, model_name: str, say: Say = print
) -> Scored:
    """Scores the changed deals with the champion, or all deals that it has not scored yet."""
    use_catalog(spark, catalog)
    champion = registry.champion(model_name)
    if champion is None:
        say(f"{model_name} has no champion yet: no deal is scored")
        return Scored({PREDICTIONS: Counter()})
    missing = champion.missing(spark.table(deal_features.TABLE).columns)
    if missing:
        raise ValueError(
            f"`{deal_features.TABLE}`: lacks features of version {champion.version} of "
            f"{model_name}, got no {', '.join(missing)}. Train a model on the current features"
        )
    there = {row[0] for row in sql.run(spark, "gold/feature_versions.sql").collect()}
    unknown = tuple(sorted(there - set(champion.scoring_versions)))
    if unknown:
        say(f"version {champion.version} was not trained on, and does not score: {unknown}")
    with cached(_scored(spark, champion)) as scored:
        read = scored.count()
        merged = sql.merge(
            spark,
            "gold/merge_deal_predictions.sql",
            {"scored_deals": scored},
            model_name=champion.name,
            model_version=champion.version,
            training_run_id=champion.run_id,
        )
    say(f"version {champion.version} scored {read} rows")
    return Scored({PREDICTIONS: Counter(read=read) + merged}, champion.version, unknown)


def _scored(spark: SparkSession, champion: registry.Champion) -> DataFrame:
    """The deals to score, with their probability."""
    deals = sql.run(
        spark,
        "gold/deals_to_score.sql",
        model_name=champion.name,
        model_version=champion.version,
        scoring_versions=json.dumps(champion.scoring_versions),
    )
    return deals.withColumn(OUTPUT, win_probability(champion))
