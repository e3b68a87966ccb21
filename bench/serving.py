"""A served model over HTTP and by ai_query against the same model in the process that asks.

Single rows one after the other, and many rows at once, of the same model and in one run.
Usage: python bench/serving.py [rows]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.serving import ServedEntityInput
from databricks.sdk.service.sql import StatementState
from lakehouse_setup import CATALOG, PROJECT, timed
from sklearn.linear_model import LogisticRegression

MODEL, ENDPOINT = f"{CATALOG}.bench.outcome", "bench-outcome"
FEATURES = [f"feature_{number}" for number in range(26)]
"""As many as the deal-outcome model has."""

SINGLE_ROWS, BATCHES = 300, 5
RANDOM = np.random.default_rng(7)


class Outcome(mlflow.pyfunc.PythonModel):
    """A logistic regression that answers probabilities."""

    def __init__(self, model: LogisticRegression) -> None:
        self._model = model

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        return pd.DataFrame({"win_probability": self._model.predict_proba(model_input)[:, 1]})


def lakehouse(*arguments: str) -> str:
    """Runs the command line."""
    command = [str(PROJECT / "cli/bin/lakehouse.mjs"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def features(rows: int) -> pd.DataFrame:
    return pd.DataFrame(RANDOM.random((rows, len(FEATURES))), columns=FEATURES)


def serve(client: WorkspaceClient) -> None:
    """Trains, registers and serves the model."""
    x = features(1000)
    model = LogisticRegression().fit(x, x["feature_0"] > RANDOM.random(len(x)))
    mlflow.set_experiment("/Shared/bench/outcome")
    with mlflow.start_run():
        mlflow.pyfunc.log_model(
            name="model",
            python_model=Outcome(model),
            input_example=x.head(),
            registered_model_name=MODEL,
        )
    entity = ServedEntityInput(
        entity_name=MODEL, entity_version="1", workload_size="Small", scale_to_zero_enabled=True
    )
    client.api_client.do("POST", "/api/2.0/serving-endpoints", body={"name": ENDPOINT})
    client.serving_endpoints.update_config_and_wait(ENDPOINT, served_entities=[entity])


def query(client: WorkspaceClient, warehouse: str, rows: int) -> None:
    """Has as many made rows scored in SQL."""
    struct = ", ".join(
        f"'{name}', pmod(xxhash64(id, {at}), 1000) / 1000.0D" for at, name in enumerate(FEATURES)
    )
    statement = (
        f"select avg(ai_query('{ENDPOINT}', named_struct({struct}), 'DOUBLE'))"
        f" from range(0, {rows}, 1, 2)"
    )
    answer = client.statement_execution.execute_statement(statement, warehouse, wait_timeout="50s")
    if answer.status is None or answer.status.state is not StatementState.SUCCEEDED:
        raise SystemExit(f"error: ai_query failed, got {answer.status}")


def times(runs: int, work: Callable[[], object]) -> list[float]:
    work()
    return [timed(None, work) for _ in range(runs)]


def measures(client: WorkspaceClient, warehouse: str, rows: int) -> list[dict[str, Any]]:
    model = mlflow.pyfunc.load_model(f"models:/{MODEL}/1")
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {client.config.token}"
    address = f"{client.config.host}/serving-endpoints/{ENDPOINT}/invocations"

    def ask(x: pd.DataFrame) -> list[Any]:
        answer = session.post(address, json={"dataframe_split": x.to_dict(orient="split")})
        answer.raise_for_status()
        return answer.json()["predictions"]

    one, many = features(1), features(rows)
    expected = model.predict(many)["win_probability"]
    found = [answer["win_probability"] for answer in ask(many)]
    if not np.allclose(expected, found):
        raise SystemExit("error: the endpoint must predict what the model does")
    in_process = times(SINGLE_ROWS, lambda: model.predict(one))
    over_http = times(SINGLE_ROWS, lambda: ask(one))
    batch = times(BATCHES, lambda: model.predict(many))
    batch_over_http = times(BATCHES, lambda: ask(many))
    batch_in_sql = times(BATCHES, lambda: query(client, warehouse, rows))

    def p95(values: list[float]) -> float:
        return quantiles(values, n=20)[-1]

    return [
        measure("one row, in process", median(in_process), SINGLE_ROWS, median(in_process)),
        measure("one row, over HTTP", median(over_http), SINGLE_ROWS, median(in_process)),
        measure("one row, in process, p95", p95(in_process), SINGLE_ROWS, p95(in_process)),
        measure("one row, over HTTP, p95", p95(over_http), SINGLE_ROWS, p95(in_process)),
        at_rate("in process", rows, median(batch), median(batch)),
        at_rate("one request", rows, median(batch_over_http), median(batch)),
        at_rate("ai_query", rows, median(batch_in_sql), median(batch)),
    ]


def at_rate(how: str, rows: int, seconds: float, base: float) -> dict[str, Any]:
    """A line of the report for rows that were scored together."""
    return measure(f"{rows:,} rows, {how}: {rows / seconds:,.0f} rows/s", seconds, BATCHES, base)


def measure(what: str, seconds: float, runs: int, base: float) -> dict[str, Any]:
    print(f"  {what}: {seconds * 1000:.1f} ms, {seconds / base:.1f}x", file=sys.stderr)
    return {"what": what, "seconds": seconds, "runs": runs, "ratio": seconds / base}


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    home = Path(tempfile.mkdtemp(prefix="bench-serving-"))
    try:
        lakehouse("up", "--warm", "--home", str(home), "--port", "0")
        client = WorkspaceClient(config_file=str(home / "databrickscfg"), profile="lakehouse-local")
        os.environ["MLFLOW_TRACKING_URI"] = os.environ["MLFLOW_REGISTRY_URI"] = client.config.host
        os.environ["MLFLOW_TRACKING_TOKEN"] = client.config.token or ""
        client.catalogs.create(CATALOG)
        client.schemas.create("bench", CATALOG)
        made = client.warehouses.create(name="bench", cluster_size="2X-Small", auto_stop_mins=10)
        warehouse = made.result().id or ""
        serve(client)
        found = measures(client, warehouse, rows)
    finally:
        lakehouse("down", "--home", str(home))
        shutil.rmtree(home, ignore_errors=True)
    report = {
        "title": "A served model",
        "baseline": "the same rows scored by the same model in the process that asks, in one run",
        "measures": found,
        "notes": [
            "Requests pass the workspace API, which checks token and right, and MLflow's scoring "
            "server; ai_query sends up to 5,000 rows in one."
        ],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
