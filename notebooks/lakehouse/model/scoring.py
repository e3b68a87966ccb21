"""The champion as a function of a query.

The model is pickled with the function. `mlflow.pyfunc.spark_udf` has the processes of the function
download it, which on serverless compute have no access to the network (Databricks documentation,
"Serverless compute limitations"), or sends it as an artifact that they may not find (MLflow,
`mlflow/pyfunc/__init__.py`, at `_MLFLOW_SPARK_UDF_SERVERLESS_SKIP_DBCONNECT_ARTIFACT`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pandas as pd
from pyspark import cloudpickle
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType

from lakehouse.model.registry import Champion
from lakehouse.model.win_probability import OUTPUT


def win_probability(champion: Champion) -> Column:
    """The column of the champion's probabilities, of a DataFrame with its features."""
    function = F.pandas_udf(_predictor(champion), DoubleType())  # type: ignore[call-overload]
    return function(F.struct(*champion.features))


def _predictor(champion: Champion) -> Callable[[pd.DataFrame], pd.Series]:
    model = champion.model.unwrap_python_model()
    # MLflow loads its class from the code of the model, as a module that other processes have not
    cloudpickle.register_pickle_by_value(sys.modules[type(model).__module__])

    def predict(features: pd.DataFrame) -> pd.Series:
        return model.predict(None, features)[OUTPUT]

    return predict
