"""Quality of predictions, its confidence interval, and the check for leakage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from lakehouse.model.training_data import TrainingData

RESAMPLES = 1000
CONFIDENCE = 0.95
THRESHOLD = 0.5
"""From which probability on a deal counts as won in the confusion matrix."""

Measure = Callable[[np.ndarray, np.ndarray, np.ndarray], float]
"""Of outcomes, probabilities and weights."""


class LeakageSuspected(Exception):
    """A model is better than calls can tell: a feature knows the outcome."""


@dataclass(frozen=True)
class Interval:
    """A value with the bounds between which it lies in 95 of 100 samples of deals."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def auc(won: np.ndarray, probability: np.ndarray, weights: np.ndarray) -> float:
    """The area under the ROC curve: how often a won deal gets more than a lost one."""
    return float(roc_auc_score(won, probability, sample_weight=weights))


def brier(won: np.ndarray, probability: np.ndarray, weights: np.ndarray) -> float:
    """The mean squared error of the probabilities (Brier 1950): 0 is perfect."""
    return float(brier_score_loss(won, probability, sample_weight=weights))


def metrics(data: TrainingData, probability: np.ndarray) -> dict[str, float]:
    """Metrics of a model for MLflow. Each deal counts once."""
    won, weights = data.won, data.weights
    table = calibration(data, probability)
    gaps = (table["predicted"] - table["observed"]).abs()
    return {
        "auc": auc(won, probability, weights),
        "brier": brier(won, probability, weights),
        "log_loss": float(log_loss(won, probability, sample_weight=weights, labels=[0, 1])),
        "average_precision": float(
            average_precision_score(won, probability, sample_weight=weights)
        ),
        "calibration_error": float(np.average(gaps, weights=table["deals"])),
        **confusion(data, probability),
    }


def confusion(data: TrainingData, probability: np.ndarray) -> dict[str, float]:
    """Deals by what became of them and by what was said, at a probability of a half."""
    won, said = data.won == 1, probability >= THRESHOLD
    cells = {
        "true_won": won & said,
        "false_won": ~won & said,
        "true_lost": ~won & ~said,
        "false_lost": won & ~said,
    }
    return {name: float(data.weights[cell].sum()) for name, cell in cells.items()}


def calibration(data: TrainingData, probability: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """Deals in bins of equal number by probability: what was said, and how many were won."""
    frame = pd.DataFrame({"p": probability, "won": data.won, "w": data.weights})
    bin_of = pd.qcut(frame["p"].rank(method="first"), min(bins, len(frame)), labels=False)
    rows = []
    for _, part in frame.groupby(bin_of):
        weights = part["w"]
        rows.append(
            {
                "predicted": float(np.average(part["p"], weights=weights)),
                "observed": float(np.average(part["won"], weights=weights)),
                "deals": float(weights.sum()),
            }
        )
    return pd.DataFrame(rows)


def interval(data: TrainingData, measured: Callable[[np.ndarray], float]) -> Interval:
    """A measure of weighted rows, with bounds by resampling whole deals (percentile bootstrap).

    A deal's rows are no independent draws: they are drawn together.
    """
    draws = np.random.default_rng(0)
    deals, weights, won = data.deals, data.weights, data.won
    count = deals.max() + 1
    found = []
    for _ in range(RESAMPLES):
        times = np.bincount(draws.integers(0, count, count), minlength=count)[deals]
        # a sample of one outcome only has no ROC curve
        if len(np.unique(won[times > 0])) == 2:
            found.append(measured(weights * times))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Interval(measured(weights), float(low), float(high))


def auc_interval(data: TrainingData, probability: np.ndarray) -> Interval:
    """The area under the ROC curve with its bounds."""
    return interval(data, lambda weights: auc(data.won, probability, weights))


def gain_interval(data: TrainingData, probability: np.ndarray, other: np.ndarray) -> Interval:
    """Interval of the gain in area over other predictions of the same deals."""

    def gain(weights: np.ndarray) -> float:
        return auc(data.won, probability, weights) - auc(data.won, other, weights)

    return interval(data, gain)


def single_feature_aucs(data: TrainingData) -> dict[str, float]:
    """AUC of each feature alone, in the better direction: 0.5 means no information.

    A missing value counts as the median of the feature.
    """
    found = {}
    for name in data.features:
        values = data.rows[name]
        known = values.fillna(values.median() if any(values.notna()) else 0.0).to_numpy()
        area = auc(data.won, known, data.weights)
        found[name] = max(area, 1 - area)
    return found


def require_plausible(area: float, limit: float, by_feature: Mapping[str, float]) -> None:
    """Raises where the area under the ROC curve is greater than calls can tell."""
    if area <= limit:
        return
    best = sorted(by_feature.items(), key=lambda item: -item[1])[:3]
    strongest = ", ".join(f"{name} {value:.3f}" for name, value in best)
    raise LeakageSuspected(
        f"AUC: above {limit} (`max_plausible_auc`), got {area:.3f}. Check the strongest single "
        f"features for leakage: {strongest}"
    )
