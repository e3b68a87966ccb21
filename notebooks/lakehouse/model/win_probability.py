"""The model as MLflow serves it: features in, by name, and the probability of winning out.

MLflow keeps this file with the model and runs it where the model is loaded: it imports nothing of
this package.
"""

from __future__ import annotations

from typing import Any

import joblib
import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel

PIPELINE = "pipeline"
"""The artifact that holds the fitted scikit-learn pipeline."""

OUTPUT = "win_probability"


class WinProbability(PythonModel):
    """Says how likely each row, a deal by one scoring version, is to be won: 0 to 1."""

    def load_context(self, context: Any) -> None:
        self.pipeline = joblib.load(context.artifacts[PIPELINE])

    def predict(  # pyright: ignore[reportIncompatibleMethodOverride] -- the base returns None
        self, context: Any, model_input: pd.DataFrame, params: Any = None
    ) -> pd.DataFrame:
        x = model_input[list(self.pipeline.feature_names_in_)].astype("float64")
        return pd.DataFrame({OUTPUT: self.pipeline.predict_proba(x)[:, 1]})


set_model(WinProbability())
