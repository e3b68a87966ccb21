"""The contest of the candidates: in cross-validation, and the best once on the hold-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import mlflow
import numpy as np
from mlflow.sklearn import autolog
from sklearn.pipeline import Pipeline

from lakehouse.model.candidates import CANDIDATES, fit, out_of_fold, probabilities
from lakehouse.model.evaluation import (
    Interval,
    auc,
    auc_interval,
    metrics,
    require_plausible,
    single_feature_aucs,
)
from lakehouse.model.training_data import TrainingData


@dataclass(frozen=True)
class Best:
    """The best candidate, and what it says of the hold-out."""

    name: str
    model: Pipeline
    hold_out: TrainingData
    probability: np.ndarray
    area: Interval
    baseline: tuple[str, float]
    """The feature that tells most alone, and how much it tells of the hold-out."""


def best_of_candidates(
    learn: TrainingData,
    hold_out: TrainingData,
    *,
    max_plausible_auc: float,
    say: Callable[[str], None],
) -> Best:
    """The candidate that does best in cross-validation, judged by deals that none has seen.

    Each has a nested run in MLflow. Raises `LeakageSuspected` where one is too good.
    """
    alone = single_feature_aucs(learn)
    areas, models = {}, {}
    for name, make in CANDIDATES.items():
        areas[name] = auc(learn.won, out_of_fold(make, learn), learn.weights)
        with mlflow.start_run(run_name=name, nested=True):
            autolog(log_models=False, log_datasets=False, silent=True)
            try:
                models[name] = fit(make(), learn)
            finally:
                autolog(disable=True, silent=True)
            mlflow.log_metric("cross_validation_auc", areas[name])
            mlflow.log_metrics(
                {
                    f"hold_out_{k}": v
                    for k, v in metrics(hold_out, _said(models[name], hold_out)).items()
                }
            )
        say(f"{name}: AUC {areas[name]:.3f} in cross-validation")
        require_plausible(areas[name], max_plausible_auc, alone)
    name = max(areas, key=lambda candidate: areas[candidate])
    probability = _said(models[name], hold_out)
    area = auc_interval(hold_out, probability)
    require_plausible(area.value, max_plausible_auc, alone)
    feature = max(alone, key=lambda candidate: alone[candidate])
    baseline = (feature, single_feature_aucs(hold_out)[feature])
    say(f"{name} on the hold-out: AUC {area}; {feature} alone: {baseline[1]:.3f}")
    return Best(name, models[name], hold_out, probability, area, baseline)


def _said(model: Pipeline, data: TrainingData) -> np.ndarray:
    return probabilities(model, data.x)
