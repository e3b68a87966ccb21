"""Training data are separate from the hold-out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lakehouse.model.training_data import TrainingData, Untrainable

from .sample_deals import FEATURES, sample


@pytest.mark.parametrize("kind", ["rep", "time"])
def test_a_deal_stands_on_one_side_with_all_its_versions(kind):
    data = sample()
    learn, hold_out = data.split(kind, 0.25)
    assert set(learn.rows["deal_id"]).isdisjoint(hold_out.rows["deal_id"])
    assert learn.deal_count + hold_out.deal_count == data.deal_count == 400
    assert hold_out.deal_count == pytest.approx(100, abs=40 if kind == "rep" else 0)
    assert len(hold_out.rows) == 2 * hold_out.deal_count


def test_reps_that_are_held_out_stay_so_when_others_come():
    first, later = sample(200), sample(400, seed=2, reps=120)
    held = {
        kind: set(data.split("rep", 0.25)[1].rows["rep_id"])
        for kind, data in {"first": first, "later": later}.items()
    }
    learnt = set(later.split("rep", 0.25)[0].rows["rep_id"])
    assert held["first"].isdisjoint(learnt)
    assert learnt.isdisjoint(held["later"])


def test_a_deal_of_no_known_rep_is_split_by_itself():
    data = sample()
    nobody = TrainingData(data.rows.assign(rep_id=None), FEATURES)
    learn, hold_out = nobody.split("rep", 0.25)
    assert len(np.unique(nobody.groups)) == nobody.deal_count
    assert 50 < hold_out.deal_count < 150
    assert learn.deal_count + hold_out.deal_count == 400


def test_by_time_the_deals_closed_last_are_held_out():
    learn, hold_out = sample().split("time", 0.1)
    assert learn.rows["closed_at"].max() < hold_out.rows["closed_at"].min()
    assert hold_out.deal_count == 40


def test_each_deal_counts_once_however_many_versions_scored_it():
    data = sample(50)
    fewer = data.where(~((data.rows["scoring_version"] == "b@1") & (data.rows.index < 75)))
    assert fewer.weights.sum() == pytest.approx(50)
    assert data.of_versions(["a@1"]).scoring_versions == ["a@1"]
    assert data.of_versions([]).scoring_versions == ["a@1", "b@1"]
    assert set(data.of_versions(["a@1"]).weights) == {1.0}


def test_what_is_the_same_everywhere_or_never_said_is_constant():
    assert sample().constant_features() == ["calls"]
    assert sample().of_versions(["b@1"]).constant_features() == ["interest", "calls"]


def test_too_little_to_learn_from_is_said_with_the_numbers():
    data = sample(30)
    with pytest.raises(Untrainable, match=r"^deals: fewer than 31 deals, got 30$"):
        data.require("deals", 31)
    lost = data.where(data.won == 0)
    with pytest.raises(Untrainable, match=r"^deals: not both won and lost deals, got only lost"):
        lost.require("deals", 2)
    data.require("deals", 30)


def test_a_feature_that_is_missing_and_an_unknown_split_are_named():
    rows: pd.DataFrame = sample(10).rows.drop(columns="noise")
    with pytest.raises(ValueError, match=r"^`features`: not columns of the rows, got noise$"):
        TrainingData(rows, FEATURES)
    with pytest.raises(ValueError, match=r"^`split`: unknown value, got random\. Use one of rep, "):
        sample(10).split("random", 0.5)
