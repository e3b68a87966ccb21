"""`ai_query`: the rows of a batch in one request to a serving endpoint.

It runs in Python's workers of Spark, which have from their environment where the workspace is and
whose token asks: that of the principal for whom the query was analysed (AiQuery.java).
"""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from pyspark.sql import SparkSession
from pyspark.sql.types import StringType
from pyspark.sql.udf import UserDefinedFunction
from pyspark.util import PythonEvalType

ROWS_OF_A_REQUEST = 5000
_TIMEOUT_SECONDS = 600


class AiQueryFailed(Exception):
    """The answer of an endpoint that has no prediction."""


def register(spark: SparkSession) -> None:
    """Registers `_ask` as the function by which the engine calls endpoints."""
    asking = UserDefinedFunction(_ask, StringType(), evalType=PythonEvalType.SQL_SCALAR_PANDAS_UDF)
    java = spark._jvm.lakehouse.functions.AiQuery
    java.by(asking._judf, str(Path(__file__).parents[2]))


def _ask(endpoint: pd.Series, request: pd.Series, is_nested: pd.Series) -> pd.Series:
    answers = pd.Series([None] * len(request), dtype=object)
    asked = request[request.notna()]
    for name, rows in asked.groupby(endpoint[asked.index]):
        for at in range(0, len(rows), ROWS_OF_A_REQUEST):
            part = rows.iloc[at : at + ROWS_OF_A_REQUEST]
            nested = is_nested.iloc[0] == "true"
            answers[part.index] = [_text(one, nested) for one in _predictions(str(name), part)]
    return answers


def _predictions(endpoint: str, requests: pd.Series) -> list[Any]:
    """One prediction for each request, which is a JSON object of the model's inputs."""
    host, token = os.environ.get("DATABRICKS_HOST"), os.environ.get("DATABRICKS_TOKEN")
    if not host or not token:
        raise AiQueryFailed("[AI_FUNCTION_INVALID_CALL] ai_query is only there in a workspace")
    body = f'{{"dataframe_records":[{",".join(requests)}]}}'
    address = f"{host}/serving-endpoints/{quote(endpoint)}/invocations"
    asked = urllib.request.Request(
        address,
        data=body.encode(),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(asked, timeout=_TIMEOUT_SECONDS) as answer:
            predictions = json.load(answer)["predictions"]
    except urllib.error.HTTPError as error:
        raise AiQueryFailed(_reason(endpoint, error)) from None
    if len(predictions) != len(requests):
        raise AiQueryFailed(
            f"[AI_FUNCTION_HTTP_PARSE_ERROR] {endpoint} must answer {len(requests)} predictions,"
            f" got {len(predictions)}"
        )
    return predictions


def _reason(endpoint: str, error: urllib.error.HTTPError) -> str:
    try:
        message = json.load(error)["message"]
    except (ValueError, KeyError):
        message = error.reason
    return f"[AI_FUNCTION_HTTP_REQUEST_ERROR] {endpoint} answered {error.code}: {message}"


def _text(prediction: Any, nested: bool) -> str | None:
    """As JSON; a prediction that is a record needs a return type that is one.

    Nothing documents that Databricks takes the value out of a record with one field (SQL reference,
    "ai_query": returnType), so this does not either.
    """
    if not nested and isinstance(prediction, dict):
        names = ", ".join(prediction)
        raise AiQueryFailed(
            "[AI_FUNCTION_HTTP_PARSE_ERROR] the return type must be a STRUCT where the model"
            f" returns records, got a record of {names}"
        )
    if prediction is None or isinstance(prediction, str):
        return prediction
    return json.dumps(prediction)
