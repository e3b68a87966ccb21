"""Training on deals of known making, with a registry in a file: who is to be champion, and why."""

from __future__ import annotations

import os
import re
from pathlib import Path

import mlflow
import numpy as np
import pytest
from lakehouse.model import aliases, contest, evaluation, registry, training
from lakehouse.model.candidates import CANDIDATES
from lakehouse.model.training import Report, Settings
from lakehouse.model.training_data import TrainingData
from mlflow import MlflowClient

from .sample_deals import FEATURES, sample

MODEL = "spark_catalog.gold.deal_outcome"
EXPERIMENT = "/lakehouse/deal-outcome"
SETTINGS = Settings(min_deals=100)


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory):
    """MLflow's store and registry, empty; as few resamples and candidates as the tests need."""
    folder: Path = tmp_path_factory.mktemp("mlflow")
    before = mlflow.get_tracking_uri(), mlflow.get_registry_uri(), Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "RESAMPLES", 50)
        few = {name: CANDIDATES[name] for name in ("logistic_regression", "xgboost")}
        patch.setattr(contest, "CANDIDATES", few)
        os.chdir(folder)
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
        mlflow.set_registry_uri(f"sqlite:///{folder}/mlflow.db")
        yield
        mlflow.set_tracking_uri(before[0])
        mlflow.set_registry_uri(before[1])
        os.chdir(before[2])


def train(data: TrainingData, settings: Settings = SETTINGS) -> Report:
    said: list[str] = []
    report = training.train(
        data,
        settings,
        model_name=MODEL,
        experiment_name=EXPERIMENT,
        tags={"features_table": "spark_catalog.gold.deal_features"},
        say=said.append,
    )
    assert said
    return report


def by_two(**options) -> TrainingData:
    """Deals whose outcome takes two features to tell."""
    return sample(of=("sentiment", "interest"), strength=1, **options)


@pytest.fixture(scope="module")
def first() -> Report:
    """The first training that registers a model, after some without one."""
    refused = train(sample(60))
    assert (refused.state, refused.version, refused.champion) == ("skipped", None, None)
    assert refused.reason == "closed deals with features: fewer than 100 deals, got 60"
    all_lost = sample()
    all_lost.rows["won"] = False
    assert train(all_lost).reason.endswith("not both won and lost deals, got only lost ones")
    alike = sample()
    alike.rows[list(FEATURES)] = 1.0
    assert train(alike).reason == "features: all are constant, so that no model can be trained"
    report = train(by_two())
    assert registry.champion(MODEL) is None
    crown(report)
    return report


def crown(report: Report) -> None:
    """Changes the aliases as the serving job does."""
    client = MlflowClient()
    challenger = client.get_model_version_by_alias(MODEL, aliases.CHALLENGER)
    assert int(challenger.version) == report.version
    client.set_registered_model_alias(MODEL, aliases.CHAMPION, challenger.version)
    client.delete_registered_model_alias(MODEL, aliases.CHALLENGER)


def test_the_first_model_is_challenger_and_its_run_has_what_it_takes_to_judge_it(first):
    assert (first.state, first.version, first.champion) == ("challenger", 1, None)
    assert first.reason == "there was no champion"
    run = mlflow.get_run(first.run_id)
    assert run.data.params["candidate"] == first.candidate
    assert run.data.params["constant_features"] == "calls"
    assert run.data.tags["features_table"] == "spark_catalog.gold.deal_features"
    measured = run.data.metrics
    assert measured["auc_low"] < measured["auc"] < measured["auc_high"]
    assert measured["auc"] > measured["single_feature_auc"]
    assert measured["brier"] < measured["prior_brier"]
    assert set(measured) >= {"auc_of/a_1", "auc_of/b_1", "true_won", "calibration_error"}
    names = ("calibration.png", "feature_importance.png", "roc.png")
    found = sorted(file.path for file in MlflowClient().list_artifacts(first.run_id, "plots"))
    assert found == [f"plots/{name}" for name in names]
    picture = Path(mlflow.artifacts.download_artifacts(run_id=first.run_id, artifact_path=found[0]))
    assert picture.read_bytes().startswith(b"\x89PNG")
    nested = mlflow.search_runs(
        experiment_names=[EXPERIMENT], filter_string=f"tags.mlflow.parentRunId = '{first.run_id}'"
    )
    assert set(nested["tags.mlflow.runName"]) == {"logistic_regression", "xgboost"}
    # by autologging
    assert set(nested["params.model__n_estimators"].dropna()) == {"100"}


def test_the_champion_says_probabilities_by_name_and_refuses_what_is_missing(first):
    champion = registry.champion(MODEL)
    assert (champion.version, champion.run_id) == (first.version, first.run_id)
    assert champion.features == list(FEATURES)
    assert champion.scoring_versions == ["a@1", "b@1"]
    x = sample(20, seed=3).x
    said = champion.probabilities(x)
    assert ((said > 0) & (said < 1)).all()
    # in another order, and with a column more
    turned = x[list(reversed(FEATURES))].assign(other=1.0)
    assert champion.probabilities(turned).tolist() == said.tolist()
    silent = champion.probabilities(x.assign(interest=None))
    assert ((silent > 0) & (silent < 1)).all()
    assert champion.missing(["sentiment", "noise"]) == ["interest", "calls"]
    with pytest.raises(mlflow.MlflowException, match="missing inputs .*interest"):
        champion.model.predict(x.drop(columns="interest"))
    with pytest.raises(mlflow.MlflowException, match="Failed to convert column interest"):
        champion.model.predict(x.assign(interest="much"))
    assert champion.model.input_example is not None


def test_what_is_as_good_is_registered_and_the_champion_stays(first):
    again = train(by_two())
    assert (again.state, again.version, again.champion) == ("kept", 2, first.version)
    assert again.reason == ("AUC on the same hold-out against version 1: +0.000 (+0.000 to +0.000)")
    assert registry.champion(MODEL).version == first.version
    assert aliases.CHALLENGER not in MlflowClient().get_registered_model(MODEL).aliases


def test_what_beats_the_champion_on_the_same_deals_is_to_take_its_place(first):
    # what won deals before does so no more
    changed = sample(of=("noise", "interest"), strength=1.2)
    asked_much = train(changed, Settings(min_deals=100, min_gain=0.5))
    assert (asked_much.state, asked_much.champion) == ("kept", first.version)
    better = train(changed)
    assert (better.state, better.champion) == ("challenger", first.version)
    assert better.metrics["champion_auc"] < better.metrics["auc"]
    assert better.metrics["gain_low"] > 0
    assert registry.champion(MODEL).version == first.version
    crown(better)

    fewer = TrainingData(sample(of=("sentiment", "noise"), strength=1).rows, ("sentiment", "noise"))
    succeeds = train(fewer)
    assert succeeds.state == "challenger"
    assert succeeds.reason == (
        f"version {better.version} needs features that are gone: interest, calls"
    )


def test_what_is_no_better_than_chance_never_becomes_champion(first):
    standing = registry.champion(MODEL).version
    by_chance = train(sample(strength=0))
    assert (by_chance.state, by_chance.champion) == ("kept", standing)
    assert re.match("AUC: not above |Brier score: not below ", by_chance.reason)
    # one feature is all there is to it: no model is needed to say so
    alone = train(sample().of_versions(["b@1"]))
    assert (alone.state, alone.champion) == ("kept", standing)
    assert re.match(r"AUC: not above 0\.7\d\d, that of sentiment alone$", alone.reason)


def test_a_feature_that_knows_the_outcome_fails_the_training_and_registers_nothing(first):
    leaking = sample()
    leaking.rows["noise"] = np.where(leaking.rows["won"], 1.0, -1.0)
    before = len(MlflowClient().search_model_versions(f"name = '{MODEL}'"))
    with pytest.raises(evaluation.LeakageSuspected, match=r"got 1\.000\. .*: noise 1\.000"):
        train(leaking)
    assert len(MlflowClient().search_model_versions(f"name = '{MODEL}'")) == before
    failed = mlflow.search_runs(experiment_names=[EXPERIMENT], filter_string="status = 'FAILED'")
    assert "train_deal_outcome" in set(failed["tags.mlflow.runName"])


def test_settings_that_make_no_sense_are_named():
    with pytest.raises(ValueError, match=r"^`split`: unknown value, got random\. Use one of rep, "):
        Settings(split="random")
    with pytest.raises(ValueError, match=r"^`hold_out_share`: not between 0 and 1, got 1$"):
        Settings(hold_out_share=1)
