"""From a deployed workspace to a live endpoint: champions asked in SQL, and rolled back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cloudpickle
import mlflow
import pandas as pd
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import StatementState

if TYPE_CHECKING:
    from conftest import LocalWorkspace
    from databricks.sdk.service.sql import StatementResponse

MODEL = "lakehouse_local.gold.deal_outcome"
EXPERIMENT = "/lakehouse/deal-outcome"
JOBS = "lakehouse-jobs"
PROJECT = Path(__file__).resolve().parents[2]


# the server that loads the models has no tests to import
cloudpickle.register_pickle_by_value(sys.modules[__name__])


class Fixed(mlflow.pyfunc.PythonModel):
    """Answers any request with one probability."""

    def __init__(self, probability: float) -> None:
        self._probability = probability

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        return pd.DataFrame({"win_probability": [self._probability] * len(model_input)})


@pytest.fixture(scope="module")
def parameters() -> list[str]:
    """The names of the features, in the order of the SQL function."""
    text = (PROJECT / "sql/gold/predict_deal_outcome.sql").read_text(encoding="utf-8")
    return re.findall(r"^ {4}(\w+) double,?$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def register(
    governed: LocalWorkspace, signed_in: Callable[[str], WorkspaceClient], parameters: list[str]
) -> Iterator[Callable[[float], int]]:
    """Registers a version that answers one number, signed in as the jobs' principal."""
    token = signed_in(JOBS).config.token or ""
    rows = pd.DataFrame([[0.5] * len(parameters)], columns=parameters)

    def of(probability: float) -> int:
        mlflow.set_experiment(EXPERIMENT)
        with mlflow.start_run():
            made = mlflow.pyfunc.log_model(
                name="model",
                python_model=Fixed(probability),
                input_example=rows,
                registered_model_name=MODEL,
            )
        return int(made.registered_model_version)

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", governed.host)
        environment.setenv("MLFLOW_REGISTRY_URI", governed.host)
        environment.setenv("MLFLOW_TRACKING_TOKEN", token)
        yield of


def test_champions_are_served_asked_in_sql_and_rolled_back(
    governed: LocalWorkspace,
    register: Callable[[float], int],
    parameters: list[str],
    execute: Callable[..., StatementResponse],
) -> None:
    arguments = ", ".join(["id * 0.1"] * len(parameters))
    statement = f"select gold.predict_deal_outcome({arguments}) from range(3)"

    def predicted(who: str = "analyst") -> list[float]:
        answer = execute(who, statement)
        assert answer.status.state is StatementState.SUCCEEDED, answer.status.error
        return [float(row[0]) for row in answer.result.data_array]

    def served(*arguments: str) -> dict[str, Any]:
        return json.loads(governed.lakehouse("model", *arguments, "--json").stdout)

    first, second = register(0.25), register(0.75)
    assert served("rollback", "--to", str(first))["version"] == first
    assert predicted() == [0.25] * 3
    assert served("rollback", "--to", str(second))["before"] == first
    assert predicted() == [0.75] * 3
    assert served("rollback")["version"] == first
    assert predicted() == [0.25] * 3
    beside = execute("analyst", "select * from gold.deal_win_probabilities")
    assert beside.status.state is StatementState.SUCCEEDED, beside.status.error
    assert beside.manifest.schema.columns[-1].name == "win_probability_now"
    listed = governed.lakehouse("model", "list", "--json").stdout.splitlines()
    versions = [json.loads(line) for line in listed]
    assert [(one["version"], one["aliases"], one["served"]) for one in versions][:2] == [
        (second, [], False),
        (first, ["champion"], True),
    ]
    again = governed.lakehouse("model", "rollback", check=False)
    assert again.returncode == 1
    assert "has no previous champion: name a version to go back to" in again.stderr


def test_who_may_not_ask_does_not_and_sees_why(
    execute: Callable[..., StatementResponse], parameters: list[str]
) -> None:
    statement = f"select gold.predict_deal_outcome({', '.join(['0'] * len(parameters))})"
    refused = execute("stranger", statement)
    assert "does not have EXECUTE on Function" in refused.status.error.message
    direct = "select ai_query('deal-outcome', named_struct('turn_count', 1), 'DOUBLE')"
    refused = execute("stranger", direct)
    assert (
        "does not have CAN_QUERY on serving endpoint deal-outcome" in refused.status.error.message
    )


def test_what_a_training_changed_is_no_change_to_deploy(governed: LocalWorkspace) -> None:
    endpoint = governed.client.serving_endpoints.get("deal-outcome")
    assert endpoint.config
    planned = subprocess.run(
        ["terraform", "plan", "-input=false", "-lock=false", "-detailed-exitcode", "-no-color"],
        cwd=governed.stack,
        env=governed.environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert planned.returncode == 0, planned.stdout + planned.stderr
