"""Records of a training in MLflow: pictures, and the model with its requirements."""

from __future__ import annotations

import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import joblib
import mlflow
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

from lakehouse.model import plots, registry, win_probability
from lakehouse.model.contest import Best
from lakehouse.model.training_data import TrainingData

_PACKAGES = ("mlflow", "numpy", "pandas", "scikit-learn", "joblib", "xgboost", "xgboost-cpu")


def draw(best: Best, reigning: registry.Champion | None) -> None:
    """The ROC curve beside the champion's, the calibration, and what the model leans on."""
    curves = {best.name: best.probability}
    if reigning is not None and not reigning.missing(best.hold_out.features):
        curves[f"champion, version {reigning.version}"] = reigning.probabilities(best.hold_out.x)
    mlflow.log_figure(plots.roc(best.hold_out, curves, best.area), "plots/roc.png")
    mlflow.log_figure(plots.reliability(best.hold_out, best.probability), "plots/calibration.png")
    table = plots.importances(best.model, best.hold_out)
    mlflow.log_figure(plots.importance(table), "plots/feature_importance.png")
    mlflow.log_table(table, "feature_importance.json")


def log_model(best: Best, learn: TrainingData) -> str:
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
    """Requirements of the model: the package versions that it was trained with."""
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package}=={version(package)}")
        except PackageNotFoundError:
            continue
    return found
