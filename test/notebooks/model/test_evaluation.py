"""Measures against values known by hand, by formula, or by how the deals were made."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lakehouse.model import evaluation
from lakehouse.model.candidates import CANDIDATES, fit, out_of_fold, probabilities
from lakehouse.model.training_data import TrainingData

from .sample_deals import sample


def four(won: list[bool]) -> TrainingData:
    """Four deals by one scoring version."""
    rows = pd.DataFrame({"deal_id": list("wxyz"), "scoring_version": "a@1", "won": won, "f": 1.0})
    return TrainingData(rows.assign(rep_id=None), ("f",))


def test_metrics_are_those_of_four_deals_by_hand():
    data, said = four([True, True, False, False]), np.array([0.9, 0.4, 0.6, 0.1])
    found = evaluation.metrics(data, said)
    # of the four pairs of won and lost deals, one is the wrong way round
    assert found["auc"] == pytest.approx(0.75)
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.4, 0.9]).mean())
    cells = [found[name] for name in ("true_won", "false_won", "true_lost", "false_lost")]
    assert cells == [1, 1, 1, 1]
    assert found["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.6 + 0.1) / 4)


def test_calibration_has_bins_of_equal_number():
    data = sample(500)
    table = evaluation.calibration(data, np.linspace(0.01, 0.99, 1000))
    assert table["deals"].to_list() == pytest.approx([50] * 10)
    assert table["predicted"].is_monotonic_increasing


def test_an_interval_holds_the_value_and_draws_a_deal_with_all_its_versions(monkeypatch):
    monkeypatch.setattr(evaluation, "RESAMPLES", 300)
    data = sample(200)
    said = data.rows["sentiment"].to_numpy()
    found = evaluation.auc_interval(data, said)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(evaluation.auc(data.won, said, data.weights))
    # the same deals by one version are as sure: the second version is no second sample
    once = data.of_versions(["a@1"])
    alone = evaluation.auc_interval(once, once.rows["sentiment"].to_numpy())
    assert (found.high - found.low) == pytest.approx(alone.high - alone.low, rel=0.05)
    # Hanley and McNeil (1982): the standard error of an AUC of 0.8 from 100 against 100 is 0.031
    assert 0.5 * (found.high - found.low) / 1.96 == pytest.approx(0.031, abs=0.01)
    assert str(evaluation.Interval(0.61234, 0.5, 0.7)) == "0.612 (0.500 to 0.700)"


def test_against_itself_a_model_gains_nothing_for_sure(monkeypatch):
    monkeypatch.setattr(evaluation, "RESAMPLES", 20)
    data = sample(100)
    said = data.rows["sentiment"].to_numpy()
    assert evaluation.gain_interval(data, said, said) == evaluation.Interval(0, 0, 0)


def test_a_single_feature_tells_whichever_way_it_points():
    found = evaluation.single_feature_aucs(sample(strength=3))
    turned = sample(strength=3)
    turned.rows["sentiment"] *= -1
    assert found["sentiment"] > 0.8
    assert evaluation.single_feature_aucs(turned)["sentiment"] == pytest.approx(found["sentiment"])
    assert found["calls"] == 0.5
    assert found["noise"] < 0.6


def test_what_is_too_good_to_be_true_is_refused_with_the_feature_that_knows():
    evaluation.require_plausible(0.9, 0.9, {})
    with pytest.raises(
        evaluation.LeakageSuspected,
        match=r"^AUC: above 0.9 \(`max_plausible_auc`\), got 0.971\. .*: told 0.970, a",
    ):
        evaluation.require_plausible(0.9712, 0.9, {"a": 0.6, "told": 0.97})


@pytest.mark.parametrize("name", CANDIDATES)
def test_each_candidate_finds_what_the_outcome_depends_on_in_deals_it_has_not_seen(name):
    data = sample(strength=2)
    # one version says nothing of it: half of the rows can only be guessed
    telling = TrainingData(data.rows, ("interest", "sentiment", "calls"))
    area = evaluation.auc(data.won, out_of_fold(CANDIDATES[name], telling), data.weights)
    assert area == pytest.approx(0.84, abs=0.06)
    nothing = TrainingData(data.rows, ("noise",))
    chance = evaluation.auc(data.won, out_of_fold(CANDIDATES[name], nothing), data.weights)
    assert chance == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("name", CANDIDATES)
def test_each_candidate_takes_missing_and_constant_features(name):
    data = sample(100).of_versions(["b@1"])
    said = probabilities(fit(CANDIDATES[name](), data), data.x)
    assert ((said > 0) & (said < 1)).all()
