"""Drift and accuracy by week, against numpy and scikit-learn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from lakehouse.gold.deal_features import TABLE as FEATURES
from lakehouse.gold.deal_features import feature_names
from lakehouse.model.deal_outcomes import PREDICTIONS
from lakehouse.monitoring.model_quality import ACCURACY, DRIFT, monitor_deal_outcome
from sklearn.metrics import brier_score_loss, roc_auc_score

from ..small_lakehouse import CATALOG, SmallLakehouse

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
WEEKS, DEALS = 3, 60
SHIFTED = "prospect_sentiment_avg"
"""The feature that is another in the last week."""


def psi(now: np.ndarray, before: np.ndarray) -> float:
    """The index as sql/monitoring/merge_model_drift.sql describes it."""
    ranks = [-(-tenth * len(before) // 10) for tenth in range(1, 10)]
    edges = np.sort(before)[np.array(ranks) - 1]
    bins = [np.searchsorted(edges, values, side="left") for values in (now, before)]
    used = np.union1d(*bins)
    counted = [np.array([(of == b).sum() + 0.5 for b in used]) for of in bins]
    a, e = (counts / counts.sum() for counts in counted)
    return float(((a - e) * np.log(a / e)).sum())


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    """The value of the feature, by week and deal: it moves by one deviation in the last week."""
    draws = np.random.default_rng(3).normal(size=(WEEKS, DEALS))
    draws[-1] += 1
    return draws


@pytest.fixture(scope="module")
def outcomes(values: np.ndarray) -> np.ndarray:
    """True for won deals, by week and deal."""
    return np.random.default_rng(4).random(values.shape) < 1 / (1 + np.exp(-values))


@pytest.fixture(scope="module")
def monitored(small: SmallLakehouse, values, outcomes) -> dict[str, list[dict[str, Any]]]:
    """The rows of both tables, after two runs of which the second had nothing to write."""
    names = feature_names(small.contracts)
    deals, features, predictions = [], [], []
    for week in range(WEEKS):
        for n in range(DEALS):
            deal_id, at = f"deal{week}-{n}", MONDAY + timedelta(weeks=week, minutes=n)
            outcome = "won" if outcomes[week, n] else "lost"
            if n >= DEALS - 2:
                outcome = "open"
            told = (deal_id, None, None, outcome, None, None, None, at, "sha", "file")
            deals.append((*told, at, at))
            known = dict.fromkeys(names, 1.0) | {SHIFTED: float(values[week, n])}
            known["prospect_interest_avg"] = None if n % 2 else 50.0
            features.append((deal_id, "a@1", None, at, *(known[name] for name in names), at))
            said = float(1 / (1 + np.exp(-values[week, n])))
            then = "open" if n < DEALS // 2 else outcome
            predictions.append((deal_id, "a@1", 7, said, then, at, at, "model", None, at))
    for table, rows in (
        ("silver.deals", deals),
        (FEATURES, features),
        (PREDICTIONS, predictions),
    ):
        schema = small.spark.table(table).schema
        small.spark.createDataFrame(rows, schema).write.mode("append").saveAsTable(table)
    done = monitor_deal_outcome(small.spark, catalog=CATALOG)
    assert done[DRIFT]["inserted"] == WEEKS * (len(names) + 1)
    assert done[ACCURACY]["inserted"] == WEEKS * 2
    again = monitor_deal_outcome(small.spark, catalog=CATALOG)
    assert sum(sum(counted.values()) for counted in again.values()) == 0
    return {table: small.rows(table) for table in (DRIFT, ACCURACY)}


def test_every_feature_and_the_prediction_is_measured_each_week(monitored, small):
    rows = monitored[DRIFT]
    measures = {row["measure"] for row in rows}
    assert measures == {*feature_names(small.contracts), "win_probability"}
    assert {row["week"] for row in rows} == {date(2025, 3, 3 + 7 * n) for n in range(WEEKS)}
    versions = {row["model_version"] for row in rows if row["measure"] == "win_probability"}
    assert versions == {7}


def test_drift_is_against_the_weeks_before_and_only_where_something_moved(monitored, values):
    of = {(row["measure"], row["week"].day): row for row in monitored[DRIFT]}
    first, second, last = (of[SHIFTED, day] for day in (3, 10, 17))
    assert (first["psi"], first["reference_count"]) == (None, 0)
    assert second["psi"] == pytest.approx(psi(values[1], values[0]), abs=1e-6)
    assert last["psi"] == pytest.approx(psi(values[2], values[:2].ravel()), abs=1e-6)
    assert last["psi"] > 0.5 > second["psi"]
    assert (last["deal_count"], last["reference_count"]) == (DEALS, 2 * DEALS)
    assert last["mean_value"] == pytest.approx(values[2].mean())
    assert last["reference_mean"] == pytest.approx(values[:2].mean())
    still = of["turn_count", 17]
    assert still["psi"] == pytest.approx(0)
    half = of["prospect_interest_avg", 17]
    assert (half["known_count"], half["deal_count"]) == (DEALS // 2, DEALS)
    assert half["psi"] == pytest.approx(0)


def test_accuracy_is_of_closed_deals_apart_by_when_they_were_scored(monitored, values, outcomes):
    rows = {(row["week"].day, row["kind"]): row for row in monitored[ACCURACY]}
    said, won = 1 / (1 + np.exp(-values)), outcomes.astype(int)
    for week in range(WEEKS):
        parts = {
            "forecast": slice(0, DEALS // 2),
            # the last two are open yet
            "hindsight": slice(DEALS // 2, DEALS - 2),
        }
        for kind, part in parts.items():
            row = rows[3 + 7 * week, kind]
            y, p = won[week, part], said[week, part]
            assert (row["deal_count"], row["won_count"]) == (len(y), y.sum())
            assert row["mean_probability"] == pytest.approx(p.mean())
            assert row["brier"] == pytest.approx(brier_score_loss(y, p))
            assert row["auc"] == pytest.approx(roc_auc_score(y, p))


def test_of_deals_that_all_ended_alike_there_is_no_auc_and_deals_that_are_gone_count_no_more(small):
    small.spark.sql("update silver.deals set outcome = 'lost' where deal_id like 'deal0-%'")
    small.spark.sql(f"delete from {PREDICTIONS} where deal_id like 'deal1-%'")
    done = monitor_deal_outcome(small.spark, catalog=CATALOG)
    assert done[ACCURACY]["deleted"] == 2
    rows = [row for row in small.rows(ACCURACY) if row["week"].day == 3]
    assert {(row["kind"], row["auc"], row["won_count"]) for row in rows} == {
        ("forecast", None, 0),
        ("hindsight", None, 0),
    }
