"""The registered model: its versions, and which of them is the champion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.pyfunc import PyFuncModel

from lakehouse.model.aliases import CHALLENGER, CHAMPION
from lakehouse.model.win_probability import OUTPUT

SCORING_VERSIONS = "scoring_versions"
"""Key of a model's metadata with the scoring versions that it was trained on."""


class UnknownModel(ValueError):
    """The champion has no scoring versions in its metadata, so that no job can predict with it."""


@dataclass(frozen=True)
class Champion:
    """The version that predicts, loaded."""

    name: str
    version: int
    run_id: str | None
    model: PyFuncModel

    @property
    def features(self) -> list[str]:
        """The columns that it asks for."""
        schema = self.model.metadata.get_input_schema()
        if schema is None:
            raise LookupError(f"{self.name} {self.version}: no signature, got none. Train it again")
        return schema.input_names()

    @property
    def scoring_versions(self) -> list[str]:
        """The scoring versions that it was trained on."""
        recorded = (self.model.metadata.metadata or {}).get(SCORING_VERSIONS)
        if recorded is None:
            raise UnknownModel(
                f"{self.name}: the metadata of the champion have no `{SCORING_VERSIONS}`, got "
                f"version {self.version}. Set the alias on a version that train_deal_outcome made"
            )
        return list(recorded)

    def missing(self, features: Sequence[str]) -> list[str]:
        """The columns that it asks for, and that are not there."""
        return [name for name in self.features if name not in features]

    def probabilities(self, x: pd.DataFrame) -> np.ndarray:
        """The probability of each row to be won."""
        return self.model.predict(x[self.features])[OUTPUT].to_numpy()


def champion(model_name: str) -> Champion | None:
    """The champion of a registered model; none where no version has become it yet."""
    version = _aliased(model_name)
    if version is None:
        return None
    number = int(version.version)
    # by number, not by alias: it may move meanwhile
    model = mlflow.pyfunc.load_model(f"models:/{model_name}/{number}")
    return Champion(model_name, number, version.run_id or None, model)


def register(model_uri: str, model_name: str, tags: dict[str, str]) -> int:
    """Makes a logged model a version of the registered one, which is made where there is none."""
    return int(mlflow.register_model(model_uri, model_name, tags=tags).version)


def challenge(model_name: str, version: int) -> None:
    """Says that a version is to be the champion, which it becomes once its endpoint serves it."""
    MlflowClient().set_registered_model_alias(model_name, CHALLENGER, str(version))


def _aliased(model_name: str) -> ModelVersion | None:
    try:
        return MlflowClient().get_model_version_by_alias(model_name, CHAMPION)
    except MlflowException as error:
        # of a model that is there without that alias, MLflow says that the alias is no valid one
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND") or "alias" in str(error):
            return None
        raise
