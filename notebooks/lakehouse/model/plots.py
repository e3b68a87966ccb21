"""Pictures of how good a model is; MLflow keeps them with its run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.inspection import permutation_importance
from sklearn.metrics import roc_curve
from sklearn.pipeline import Pipeline

from lakehouse.model.candidates import SEED
from lakehouse.model.evaluation import Interval, calibration
from lakehouse.model.training_data import TrainingData

SHOWN_FEATURES = 15


def roc(data: TrainingData, curves: dict[str, np.ndarray], area: Interval) -> Figure:
    """The ROC curve of each of the predictions, by their name."""
    figure, axes = _axes(f"ROC on the hold-out, AUC {area}")
    for name, probability in curves.items():
        lost, won, _ = roc_curve(data.won, probability, sample_weight=data.weights)
        axes.plot(lost, won, label=name)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="chance")
    axes.set_xlabel("share of lost deals said to be won")
    axes.set_ylabel("share of won deals said to be won")
    axes.legend(loc="lower right")
    return figure


def reliability(data: TrainingData, probability: np.ndarray) -> Figure:
    """Share of won deals by predicted probability."""
    figure, axes = _axes("Calibration on the hold-out")
    table = calibration(data, probability)
    axes.plot(table["predicted"], table["observed"], marker="o", label="model")
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="perfect")
    axes.set_xlabel("predicted probability of winning")
    axes.set_ylabel("share of deals won")
    axes.legend(loc="upper left")
    return figure


def importances(model: Pipeline, data: TrainingData) -> pd.DataFrame:
    """By feature, how much smaller the AUC is where its values are shuffled (Breiman 2001)."""
    found: Any = permutation_importance(
        model,
        data.x,
        data.won,
        scoring="roc_auc",
        sample_weight=data.weights,
        n_repeats=10,
        random_state=SEED,
    )
    table = pd.DataFrame(
        {
            "feature": data.features,
            "auc_lost": found.importances_mean,
            "deviation": found.importances_std,
        }
    )
    return table.sort_values("auc_lost", ascending=False, ignore_index=True)


def importance(table: pd.DataFrame) -> Figure:
    """The features that the model leans on most."""
    figure, axes = _axes("AUC lost where a feature is shuffled, on the hold-out", height=6)
    top = table.head(SHOWN_FEATURES).iloc[::-1]
    axes.barh(top["feature"], top["auc_lost"], xerr=top["deviation"])
    axes.axvline(0, color="grey", linewidth=0.8)
    return figure


def _axes(title: str, height: float = 5):
    figure = Figure(figsize=(7, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title)
    return figure, axes
