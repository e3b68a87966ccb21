"""The model on the tables: trained on gold, scoring into it, and only what has news."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pytest
from lakehouse.gold.deal_features import TABLE as FEATURES
from lakehouse.gold.deal_features import feature_names
from lakehouse.model import contest, evaluation, registry
from lakehouse.model.aliases import CHAMPION
from lakehouse.model.candidates import CANDIDATES
from lakehouse.model.deal_outcomes import (
    PREDICTIONS,
    Scored,
    predict_deal_outcome,
    train_deal_outcome,
)
from lakehouse.model.training import Report, Settings

from ..small_lakehouse import CATALOG, SmallLakehouse

MODEL = "spark_catalog.gold.deal_outcome"
THEN = datetime(2025, 4, 7, tzinfo=UTC)
DEALS, OPEN = 240, 12


@pytest.fixture(scope="module")
def modelled(small: SmallLakehouse, tmp_path_factory: pytest.TempPathFactory):
    """Deals with features, an empty registry, and one candidate to be quick."""
    folder: Path = tmp_path_factory.mktemp("mlflow")
    before = mlflow.get_tracking_uri(), mlflow.get_registry_uri(), Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "RESAMPLES", 20)
        patch.setattr(contest, "CANDIDATES", {"logistic": CANDIDATES["logistic_regression"]})
        os.chdir(folder)
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
        mlflow.set_registry_uri(f"sqlite:///{folder}/mlflow.db")
        _fill(small)
        yield small
        mlflow.set_tracking_uri(before[0])
        mlflow.set_registry_uri(before[1])
        os.chdir(before[2])


def _fill(small: SmallLakehouse) -> None:
    """Deals whose outcome depends on two features, the last ones open, by two scoring versions."""
    draws = np.random.default_rng(7)
    sentiment, emotion = draws.normal(size=DEALS), draws.random(DEALS)
    won = draws.random(DEALS) < 1 / (1 + np.exp(-(sentiment + 3 * (emotion - 0.5))))
    names = feature_names(small.contracts)
    deals, features = [], []
    for n in range(DEALS):
        outcome = "open" if n >= DEALS - OPEN else "won" if won[n] else "lost"
        ended = None if outcome == "open" else THEN + timedelta(minutes=n)
        told = (f"deal{n}", None, f"rep{n % 60}", outcome, None, None, None, ended)
        deals.append((*told, "sha", "file", THEN, THEN + timedelta(days=1)))
        values = dict.fromkeys(names, 1.0) | {
            "prospect_sentiment_avg": float(sentiment[n]),
            "uses_emotion_rate": float(emotion[n]),
            "prospect_interest_avg": None,
        }
        for version in ("a@1", "b@1"):
            key = (f"deal{n}", version, f"rep{n % 60}", THEN)
            features.append((*key, *(values[name] for name in names), THEN))
    for table, rows in (("silver.deals", deals), (FEATURES, features)):
        schema = small.spark.table(table).schema
        small.spark.createDataFrame(rows, schema).write.mode("append").saveAsTable(table)


def train(small: SmallLakehouse, **settings: Any) -> Report:
    return train_deal_outcome(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        model_name=MODEL,
        experiment_name="/lakehouse/deal-outcome",
        settings=Settings(**({"min_deals": 100} | settings)),
        say=lambda _: None,
    )


def predict(small: SmallLakehouse) -> Scored:
    return predict_deal_outcome(small.spark, catalog=CATALOG, model_name=MODEL)


def predictions(small: SmallLakehouse) -> dict[tuple, dict[str, Any]]:
    """The table by its key."""
    key = ("deal_id", "scoring_version", "model_version")
    return {tuple(row[name] for name in key): row for row in small.rows(PREDICTIONS)}


def written(before: dict[tuple, dict], after: dict[tuple, dict]) -> set[tuple]:
    """The keys of rows that are new or differ."""
    return {key for key, row in after.items() if row != before.get(key)}


def crown(version: int) -> None:
    """Sets the alias as the serving job does."""
    mlflow.MlflowClient().set_registered_model_alias(MODEL, CHAMPION, str(version))


def test_without_a_champion_it_says_so_and_writes_nothing(modelled, capsys):
    then = modelled.versions()[PREDICTIONS]
    done = predict(modelled)
    assert capsys.readouterr().out == f"{MODEL} has no champion yet: no deal is scored\n"
    assert done.as_dict() == {
        "state": "no champion",
        "champion": None,
        "unknown_versions": [],
        "tables": {PREDICTIONS: {}},
    }
    assert modelled.versions()[PREDICTIONS] == then


def test_the_champion_scores_what_is_new_and_then_nothing(modelled):
    too_few = train(modelled, min_deals=1000)
    assert (too_few.state, too_few.version) == ("skipped", None)
    assert too_few.reason.endswith(f"fewer than 1000 deals, got {DEALS - OPEN}")
    trained = train(modelled, scoring_versions=["a@1"])
    assert (trained.state, trained.version) == ("challenger", 1)
    assert predict(modelled).champion is None
    crown(trained.version)
    run = mlflow.get_run(trained.run_id)
    assert run.data.tags["features_table"] == "spark_catalog.gold.deal_features"
    assert int(run.data.tags["features_table_version"]) == modelled.versions()[FEATURES]

    done = predict(modelled)
    assert (done.champion, done.unknown_versions) == (1, ("b@1",))
    assert done.counts[PREDICTIONS]["inserted"] == DEALS
    found = predictions(modelled)
    assert {key[1:] for key in found} == {("a@1", 1)}
    rows = [modelled.spark.table(FEATURES).where("scoring_version = 'a@1'").toPandas()]
    expected = registry.champion(MODEL).probabilities(rows[0])
    for deal_id, probability in zip(rows[0]["deal_id"], expected, strict=True):
        assert found[deal_id, "a@1", 1]["win_probability"] == pytest.approx(probability)
    one = found["deal0", "a@1", 1]
    assert (one["model_name"], one["training_run_id"]) == (MODEL, trained.run_id)
    assert one["features_cut_off"] == one["features_updated_at"] == THEN.replace(tzinfo=None)
    assert {row["outcome_then"] for row in found.values()} == {"won", "lost", "open"}

    then = modelled.versions()[PREDICTIONS]
    assert predict(modelled).counts[PREDICTIONS]["read"] == 0
    assert modelled.versions()[PREDICTIONS] == then


def test_only_deals_with_news_are_scored_and_what_was_forecast_stands(modelled):
    before = predictions(modelled)
    last, other = f"deal{DEALS - 1}", f"deal{DEALS - 2}"
    update = (
        f"update {FEATURES} set uses_emotion_rate = 0.99, updated_at = current_timestamp() where "
    )
    modelled.spark.sql(f"{update} deal_id in ('deal0', '{last}', '{other}')")
    modelled.spark.sql(f"update silver.deals set outcome = 'lost' where deal_id = '{other}'")
    assert predict(modelled).counts[PREDICTIONS]["updated"] == 2
    after = predictions(modelled)
    assert {key[0] for key in written(before, after)} == {"deal0", last}
    key = (other, "a@1", 1)
    assert (after[key]["outcome_then"], after[key]) == ("open", before[key])
    assert after[last, "a@1", 1]["win_probability"] > before[last, "a@1", 1]["win_probability"]


def test_a_new_champion_scores_all_and_what_the_old_one_said_stays(modelled):
    before = predictions(modelled)
    second = train(modelled)
    crown(second.version)
    done = predict(modelled)
    assert (done.champion, done.unknown_versions) == (second.version, ())
    assert done.counts[PREDICTIONS]["inserted"] == 2 * DEALS
    after = predictions(modelled)
    assert written(before, after) == {key for key in after if key[2] == second.version}


def test_predictions_of_deals_without_features_go(modelled):
    modelled.spark.sql(f"delete from {FEATURES} where deal_id = 'deal5'")
    assert predict(modelled).counts[PREDICTIONS]["deleted"] == 3
    assert not [key for key in predictions(modelled) if key[0] == "deal5"]


def test_a_champion_that_needs_other_features_is_an_error_that_names_them(modelled, monkeypatch):
    monkeypatch.setattr(registry.Champion, "features", ["turn_count", "mood"])
    with pytest.raises(ValueError, match=r"lacks features of version .*, got no mood\. "):
        predict(modelled)
