"""The models that compete, and the simplest ones that they have to beat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits
from xgboost import XGBClassifier

from lakehouse.model.training_data import TrainingData

FOLDS = 5
SEED = 20180527

_ROWS_FOR_THREADS = 100_000
"""With fewer rows threads wait for each other longer than they work."""


def logistic_regression() -> Pipeline:
    """Linear in what is said and in whether it is said; missing values are medians."""
    return Pipeline(
        [
            (
                "impute",
                SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
            ),
            ("scale", StandardScaler()),
            ("model", LogisticRegression(C=0.1, max_iter=1000)),
        ]
    )


def gradient_boosting() -> Pipeline:
    """scikit-learn's histogram boosting: shallow trees, which take missing values as they are."""
    model = HistGradientBoostingClassifier(
        max_depth=3,
        learning_rate=0.05,
        max_iter=100,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,  # pyright: ignore[reportArgumentType] -- its default is a text
        random_state=SEED,
    )
    return Pipeline([("model", model)])


def xgboost() -> Pipeline:
    """XGBoost: shallower trees, each of a part of rows and features."""
    model = XGBClassifier(
        max_depth=2,
        learning_rate=0.05,
        n_estimators=100,
        min_child_weight=5,
        subsample=0.8,
        colsample_bytree=0.8,
        random_state=SEED,
    )
    return Pipeline([("model", model)])


CANDIDATES: dict[str, Callable[[], Pipeline]] = {
    "logistic_regression": logistic_regression,
    "gradient_boosting": gradient_boosting,
    "xgboost": xgboost,
}


def fit(model: Pipeline, data: TrainingData) -> Pipeline:
    """The model, fitted to deals that each count once."""
    with _threads_for(data.x):
        return model.fit(data.x, data.won, model__sample_weight=data.weights)


def probabilities(model: Pipeline, x: pd.DataFrame) -> np.ndarray:
    """The probability of each row to be won."""
    with _threads_for(x):
        return model.predict_proba(x)[:, 1]


def out_of_fold(make: Callable[[], Pipeline], data: TrainingData) -> np.ndarray:
    """Predictions for all of `data`, each by a model that was not trained on its rep."""
    found = np.full(len(data.rows), np.nan)
    folds = min(FOLDS, len(np.unique(data.groups)))
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=SEED)
    for learn, judge in split.split(data.x, data.won, data.groups):
        chosen = np.zeros(len(data.rows), dtype=bool)
        chosen[learn] = True
        found[judge] = probabilities(fit(make(), data.where(chosen)), data.x.iloc[judge])
    return found


def _threads_for(x: pd.DataFrame) -> threadpool_limits:
    return threadpool_limits(limits=1 if len(x) < _ROWS_FOR_THREADS else None)
