"""Training: candidates compete, the best is judged once, and beats the champion or does not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import joblib
import mlflow
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from sklearn.pipeline import Pipeline

from lakehouse.model import plots, registry, win_probability
from lakehouse.model.candidates import CANDIDATES, fit, out_of_fold, probabilities
from lakehouse.model.evaluation import (
    Interval,
    auc,
    auc_interval,
    brier,
    gain_interval,
    metrics,
    require_plausible,
    single_feature_aucs,
)
from lakehouse.model.training_data import REP, SPLITS, TrainingData, Untrainable

PROMOTED, KEPT, SKIPPED = "promoted", "kept", "skipped"
"""How a training ends: a new champion, none, or there was nothing to train on."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What environments/deal-outcome-settings.ts describes."""

    scoring_versions: Sequence[str] = ()
    split: str = REP
    hold_out_share: float = 0.25
    min_deals: int = 200
    max_plausible_auc: float = 0.9
    min_gain: float = 0.0

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            raise ValueError(f"`split` must be one of {', '.join(SPLITS)}, got: {self.split}")
        if not 0 < self.hold_out_share < 1:
            raise ValueError(
                f"`hold_out_share` must be between 0 and 1, got: {self.hold_out_share}"
            )


@dataclass
class Report:
    """How a training ended, and why."""

    state: str
    reason: str
    version: int | None = None
    """The version that was registered."""
    champion: int | None = None
    """The version that is the champion now."""
    run_id: str | None = None
    candidate: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class _Judged:
    """The best candidate, and what it says of the hold-out."""

    name: str
    model: Pipeline
    hold_out: TrainingData
    probability: np.ndarray
    area: Interval
    baseline: tuple[str, float]
    """The feature that tells most alone, and how much it tells of the hold-out."""


def train(
    data: TrainingData,
    settings: Settings,
    *,
    model_name: str,
    experiment_name: str,
    tags: dict[str, str] | None = None,
    say: Say = print,
) -> Report:
    """Trains, registers the best candidate, and makes it the champion where it is the better one.

    Raises `LeakageSuspected` where the model is too good: nothing is registered then.
    """
    data = data.of_versions(settings.scoring_versions)
    try:
        data.require("closed deals with features", settings.min_deals)
        learn, hold_out = data.split(settings.split, settings.hold_out_share)
        learn.require("deals to learn from", 10)
        hold_out.require("deals to be judged by", 10)
        constant = learn.constant_features()
        if len(constant) == len(data.features):
            raise Untrainable("features must differ between deals, got: all of them constant")
    except Untrainable as untrainable:
        say(f"no model is trained: {untrainable}")
        return Report(SKIPPED, str(untrainable), champion=_standing(model_name))
    if constant:
        say(f"these features tell nothing, as they are the same everywhere: {', '.join(constant)}")
    say(f"learning from {learn.deal_count} deals, judged by {hold_out.deal_count} others")
    mlflow.set_experiment(experiment_name)
    with mlflow.start_run(run_name="train_deal_outcome", tags=tags) as run:
        mlflow.log_params(
            {
                **{name: str(value) for name, value in asdict(settings).items()},
                "features": len(data.features),
                "constant_features": ", ".join(constant)[:500],
                "deals_to_learn_from": learn.deal_count,
                "deals_to_be_judged_by": hold_out.deal_count,
            }
        )
        best = _judged(learn, hold_out, settings, say)
        report = _enter(best, learn, settings, model_name)
        report.run_id = run.info.run_id
        mlflow.set_tags({"state": report.state, "reason": report.reason})
        mlflow.log_dict(report.as_dict(), "report.json")
    say(f"version {report.version} {report.state}: {report.reason}")
    return report


def _judged(learn: TrainingData, hold_out: TrainingData, settings: Settings, say: Say) -> _Judged:
    """The candidate that does best in cross-validation, judged by deals that none has seen."""
    alone = single_feature_aucs(learn)
    areas, models = {}, {}
    for name, make in CANDIDATES.items():
        areas[name] = auc(learn.won, out_of_fold(make, learn), learn.weights)
        with mlflow.start_run(run_name=name, nested=True):
            mlflow.sklearn.autolog(log_models=False, log_datasets=False, silent=True)
            try:
                models[name] = fit(make(), learn)
            finally:
                mlflow.sklearn.autolog(disable=True, silent=True)
            mlflow.log_metric("cross_validation_auc", areas[name])
            mlflow.log_metrics(
                {
                    f"hold_out_{k}": v
                    for k, v in metrics(hold_out, _said(models[name], hold_out)).items()
                }
            )
        say(f"{name}: AUC {areas[name]:.3f} in cross-validation")
        require_plausible(areas[name], settings.max_plausible_auc, alone)
    name = max(areas, key=lambda candidate: areas[candidate])
    probability = _said(models[name], hold_out)
    area = auc_interval(hold_out, probability)
    require_plausible(area.value, settings.max_plausible_auc, alone)
    feature = max(alone, key=lambda candidate: alone[candidate])
    baseline = (feature, single_feature_aucs(hold_out)[feature])
    say(f"{name} on the hold-out: AUC {area}; {feature} alone: {baseline[1]:.3f}")
    return _Judged(name, models[name], hold_out, probability, area, baseline)


def _said(model: Pipeline, data: TrainingData) -> np.ndarray:
    return probabilities(model, data.x)


def _enter(best: _Judged, learn: TrainingData, settings: Settings, model_name: str) -> Report:
    """Logs the best candidate, registers it, and lets it become the champion if it may."""
    measured = {
        **metrics(best.hold_out, best.probability),
        "auc_low": best.area.low,
        "auc_high": best.area.high,
        "single_feature_auc": best.baseline[1],
        "prior_brier": _prior_brier(learn, best.hold_out),
        **_by_version(best),
    }
    reigning = registry.champion(model_name)
    is_better, reason, compared = _verdict(best, measured, reigning, settings)
    measured |= compared
    mlflow.log_params({"candidate": best.name, "single_feature": best.baseline[0]})
    mlflow.log_metrics(measured)
    _draw(best, reigning)
    uri = _log_model(best, learn)
    tags = {"candidate": best.name, "split": settings.split, "auc": str(best.area)}
    registered = registry.register(uri, model_name, tags)
    if is_better:
        registry.promote(model_name, registered)
    standing = registered if is_better else (reigning.version if reigning else None)
    state = PROMOTED if is_better else KEPT
    return Report(state, reason, registered, standing, None, best.name, measured)


def _verdict(
    best: _Judged,
    measured: dict[str, float],
    reigning: registry.Champion | None,
    settings: Settings,
) -> tuple[bool, str, dict[str, float]]:
    """Whether the best candidate becomes the champion, why, and what was measured for it."""
    feature, alone = best.baseline
    if best.area.value <= alone:
        return False, f"AUC must be above that of {feature} alone, {alone:.3f}", {}
    if measured["brier"] >= measured["prior_brier"]:
        return (
            False,
            f"Brier score must be below that of the prior, got: {measured['brier']:.3f}",
            {},
        )
    if reigning is None:
        return True, "there was no champion", {}
    missing = reigning.missing(best.hold_out.features)
    if missing:
        names = ", ".join(missing)
        return True, f"version {reigning.version} needs features that are gone: {names}", {}
    other = reigning.probabilities(best.hold_out.x)
    gain = gain_interval(best.hold_out, best.probability, other)
    compared = {
        "champion_auc": auc(best.hold_out.won, other, best.hold_out.weights),
        "gain": gain.value,
        "gain_low": gain.low,
        "gain_high": gain.high,
    }
    than = f"AUC on the same hold-out against version {reigning.version}: {gain.value:+.3f}"
    return gain.value > settings.min_gain, f"{than} ({gain.low:+.3f} to {gain.high:+.3f})", compared


def _prior_brier(learn: TrainingData, hold_out: TrainingData) -> float:
    """The Brier score of whoever says of every deal how many of all were won."""
    prior = float(np.average(learn.won, weights=learn.weights))
    return brier(hold_out.won, np.full(len(hold_out.won), prior), hold_out.weights)


def _by_version(best: _Judged) -> dict[str, float]:
    """The AUC by scoring version, of those with both outcomes in the hold-out."""
    found = {}
    for name in best.hold_out.scoring_versions:
        of_version = (best.hold_out.rows["scoring_version"] == name).to_numpy()
        won, probability = best.hold_out.won[of_version], best.probability[of_version]
        if len(np.unique(won)) == 2:
            key = "".join(c if c.isalnum() or c in "_-. /" else "_" for c in name)
            found[f"auc_of/{key}"] = auc(won, probability, np.ones(len(won)))
    return found


def _draw(best: _Judged, reigning: registry.Champion | None) -> None:
    curves = {best.name: best.probability}
    if reigning is not None and not reigning.missing(best.hold_out.features):
        curves[f"champion, version {reigning.version}"] = reigning.probabilities(best.hold_out.x)
    mlflow.log_figure(plots.roc(best.hold_out, curves, best.area), "plots/roc.png")
    mlflow.log_figure(plots.reliability(best.hold_out, best.probability), "plots/calibration.png")
    table = plots.importances(best.model, best.hold_out)
    mlflow.log_figure(plots.importance(table), "plots/feature_importance.png")
    mlflow.log_table(table, "feature_importance.json")


def _log_model(best: _Judged, learn: TrainingData) -> str:
    """The model's address in MLflow: signature by name, example, and what it has to be run with."""
    doubles = Schema([ColSpec("double", name) for name in learn.features])
    output = Schema([ColSpec("double", win_probability.OUTPUT)])
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Path(folder) / "pipeline.joblib"
        joblib.dump(best.model, pipeline)
        return mlflow.pyfunc.log_model(
            name="model",
            python_model=win_probability.__file__,
            artifacts={win_probability.PIPELINE: str(pipeline)},
            signature=ModelSignature(inputs=doubles, outputs=output),
            input_example=learn.x.head(5),
            pip_requirements=_requirements(),
            metadata={registry.SCORING_VERSIONS: learn.scoring_versions},
        ).model_uri


def _requirements() -> list[str]:
    """What the model is run with: what it was trained with."""
    found = []
    for package in (
        "mlflow",
        "numpy",
        "pandas",
        "scikit-learn",
        "joblib",
        "xgboost",
        "xgboost-cpu",
    ):
        try:
            found.append(f"{package}=={version(package)}")
        except PackageNotFoundError:
            continue
    return found


def _standing(model_name: str) -> int | None:
    reigning = registry.champion(model_name)
    return reigning.version if reigning else None
