"""Models of the local workspace, by the official clients: MLflow's, and the SDK of Databricks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import cloudpickle
import mlflow
import numpy as np
import pandas as pd
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InvalidParameterValue,
    PermissionDenied,
)
from databricks.sdk.service.catalog import (
    PermissionsChange,
    Privilege,
)
from databricks.sdk.service.serving import (
    EndpointStateReady,
    ServedEntityInput,
    ServingEndpointAccessControlRequest,
    ServingEndpointDetailed,
    ServingEndpointPermissionLevel,
)
from mlflow.exceptions import RestException
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from conftest import LocalWorkspace

MODEL = "lakehouse_local.api_test.outcome"
# outside /Shared, where every user of a workspace has CAN MANAGE
EXPERIMENT = "/api-test/outcome"
ENDPOINT = "outcome-test"
READER = "model-reader@example.com"
INPUTS = pd.DataFrame({"turns": [1.0, 2.0, 30.0, 40.0], "share": [0.1, 0.2, 0.8, 0.9]})


# the server that loads the models has no tests to import
cloudpickle.register_pickle_by_value(sys.modules[__name__])


class Outcome(mlflow.pyfunc.PythonModel):
    """The probability of the second class, which is what ours answer too."""

    def __init__(self, model: LogisticRegression, offset: float) -> None:
        self._model, self._offset = model, offset

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        probability = self._model.predict_proba(model_input)[:, 1] / 2 + self._offset
        return pd.DataFrame({"win_probability": probability})


@pytest.fixture(scope="module")
def mlflow_client(
    workspace: LocalWorkspace, client: WorkspaceClient
) -> Iterator[mlflow.MlflowClient]:
    """MLflow as a notebook finds it: by its environment alone."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", workspace.host)
        environment.setenv("MLFLOW_REGISTRY_URI", workspace.host)
        environment.setenv("MLFLOW_TRACKING_TOKEN", client.config.token or "")
        yield mlflow.MlflowClient()


@pytest.fixture(scope="module")
def reader(client: WorkspaceClient, workspace: LocalWorkspace) -> Iterator[WorkspaceClient]:
    """A user without any right."""
    user = client.users.create(user_name=READER)
    token = workspace.lakehouse("token", READER).stdout.strip()
    yield WorkspaceClient(
        host=workspace.host, token=token, auth_type="pat", config_file="/dev/null"
    )
    client.users.delete(user.id or "")


@pytest.fixture(scope="module")
def versions(schema: str, mlflow_client: mlflow.MlflowClient) -> list[str]:
    """Two versions, the first of them the champion; logged and registered as a training does."""
    mlflow.set_experiment(experiment_id=mlflow_client.create_experiment(EXPERIMENT))
    model = LogisticRegression().fit(INPUTS, np.array([0, 0, 1, 1]))
    made = []
    for offset in (0.0, 0.5):
        with mlflow.start_run():
            mlflow.log_metric("auc", 0.61)
            mlflow.log_text("as text", "note.txt")
            logged = mlflow.pyfunc.log_model(
                name="model",
                python_model=Outcome(model, offset),
                input_example=INPUTS,
                registered_model_name=MODEL,
            )
        made.append(str(logged.registered_model_version))
    mlflow_client.set_registered_model_alias(MODEL, "champion", made[0])
    return made


@pytest.fixture(scope="module")
def endpoint(client: WorkspaceClient, versions: list[str]) -> Iterator[ServingEndpointDetailed]:
    """An endpoint that serves the first version."""
    body = {"name": ENDPOINT, "tags": [{"key": "project", "value": "lakehouse"}]}
    client.api_client.do("POST", "/api/2.0/serving-endpoints", body=body)
    yield serve(client, versions[0])
    client.serving_endpoints.delete(ENDPOINT)


def serve(client: WorkspaceClient, version: str) -> ServingEndpointDetailed:
    entity = ServedEntityInput(
        entity_name=MODEL,
        entity_version=version,
        workload_size="Small",
        scale_to_zero_enabled=True,
    )
    return client.serving_endpoints.update_config_and_wait(ENDPOINT, served_entities=[entity])


def ask(client: WorkspaceClient, **row: Any) -> float:
    answer = client.serving_endpoints.query(ENDPOINT, dataframe_records=[row])
    return answer.predictions[0]["win_probability"]  # type: ignore[index]


def test_a_model_has_the_further_names_of_its_catalog(
    mlflow_client: mlflow.MlflowClient, versions: list[str]
) -> None:
    further = MODEL.replace("lakehouse_local", "spark_catalog")
    assert mlflow_client.get_registered_model(further).name == further
    assert mlflow_client.get_model_version_by_alias(further, "champion").version == versions[0]
    for name in (further, MODEL):
        found = mlflow_client.search_model_versions(f"name='{name}'")
        assert {(one.name, str(one.version)) for one in found} == {(name, v) for v in versions}
    loaded = mlflow.pyfunc.load_model(f"models:/{further}@champion")
    assert len(loaded.predict(INPUTS)) == len(INPUTS)


def test_versions_and_aliases_are_the_same_for_mlflow_and_unity_catalog(
    client: WorkspaceClient, mlflow_client: mlflow.MlflowClient, versions: list[str]
) -> None:
    assert versions == ["1", "2"]
    listed = list(client.model_versions.list(MODEL))
    assert [one.version for one in listed] == [2, 1]
    assert all(one.run_id for one in listed)
    assert client.model_versions.get_by_alias(MODEL, "champion").version == 1
    client.registered_models.set_alias(MODEL, "challenger", 2)
    assert mlflow_client.get_model_version_by_alias(MODEL, "challenger").version == "2"
    found = client.registered_models.get(MODEL, include_aliases=True)
    named = {one.alias_name: one.version_num for one in found.aliases or []}
    assert named == {"champion": 1, "challenger": 2}
    client.registered_models.delete_alias(MODEL, "challenger")
    with pytest.raises(DatabricksError, match="no version with the alias challenger"):
        client.model_versions.get_by_alias(MODEL, "challenger")


def test_a_champion_is_loaded_with_its_artifacts(
    mlflow_client: mlflow.MlflowClient, versions: list[str]
) -> None:
    model = mlflow.pyfunc.load_model(f"models:/{MODEL}@champion")
    assert model.predict(INPUTS)["win_probability"].is_monotonic_increasing
    run = mlflow_client.get_run(model.metadata.run_id)
    assert run.data.metrics == {"auc": 0.61}
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/note.txt") == "as text"


def test_only_who_may_sees_trains_and_promotes(
    client: WorkspaceClient,
    reader: WorkspaceClient,
    mlflow_client: mlflow.MlflowClient,
    versions: list[str],
) -> None:
    run_id = mlflow_client.get_model_version(MODEL, versions[0]).run_id or ""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_TOKEN", reader.config.token or "")
        refused = [
            lambda: mlflow_client.log_metric(run_id, "auc", 1.0),
            lambda: mlflow_client.get_run(run_id),
            lambda: mlflow_client.get_model_version_by_alias(MODEL, "champion"),
            lambda: mlflow_client.set_registered_model_alias(MODEL, "champion", "2"),
        ]
        for attempt in refused:
            with pytest.raises(RestException, match="PERMISSION_DENIED"):
                attempt()
        assert list(mlflow_client.search_registered_models()) == []
        assert EXPERIMENT not in [one.name for one in mlflow_client.search_experiments()]
    with pytest.raises(PermissionDenied):
        reader.registered_models.set_alias(MODEL, "champion", 2)
    grants = {
        "catalog": ("lakehouse_local", Privilege.USE_CATALOG),
        "schema": ("lakehouse_local.api_test", Privilege.USE_SCHEMA),
        "function": (MODEL, Privilege.EXECUTE),
    }
    for kind, (name, privilege) in grants.items():
        change = PermissionsChange(principal=READER, add=[privilege])
        client.grants.update(kind, name, changes=[change])
    assert reader.model_versions.get_by_alias(MODEL, "champion").version == 1
    with pytest.raises(PermissionDenied, match="not an owner of Function"):
        reader.registered_models.set_alias(MODEL, "champion", 2)
    # the catalog is of other tests, too
    client.grants.update(
        "catalog",
        "lakehouse_local",
        changes=[PermissionsChange(principal=READER, remove=[Privilege.USE_CATALOG])],
    )


def test_an_endpoint_answers_what_the_model_does(
    client: WorkspaceClient, endpoint: ServingEndpointDetailed
) -> None:
    assert endpoint.state
    assert endpoint.state.ready is EndpointStateReady.READY
    local = mlflow.pyfunc.load_model(f"models:/{MODEL}@champion").predict(INPUTS)
    answer = client.serving_endpoints.query(
        ENDPOINT, dataframe_records=INPUTS.to_dict(orient="records")
    )
    predictions = [one["win_probability"] for one in answer.predictions or []]
    assert predictions == pytest.approx(list(local["win_probability"]))
    assert answer.served_model_name == "outcome-1"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"turns": 1.0}, r"Model is missing inputs \['share'\]"),
        ({"turns": 1.0, "share": "much"}, "Failed to convert column share"),
    ],
)
def test_a_wrong_input_is_refused_with_its_name(
    client: WorkspaceClient,
    endpoint: ServingEndpointDetailed,
    row: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises((BadRequest, InvalidParameterValue), match=message):
        ask(client, **row)


def test_who_may_query_queries_and_changes_nothing(
    client: WorkspaceClient, reader: WorkspaceClient, endpoint: ServingEndpointDetailed
) -> None:
    with pytest.raises(PermissionDenied, match="CAN_QUERY on serving endpoint outcome-test"):
        ask(reader, turns=1.0, share=0.5)
    entry = ServingEndpointAccessControlRequest(
        user_name=READER, permission_level=ServingEndpointPermissionLevel.CAN_QUERY
    )
    client.serving_endpoints.set_permissions(endpoint.id or "", access_control_list=[entry])
    assert ask(reader, turns=1.0, share=0.5) < 0.5
    with pytest.raises(PermissionDenied, match="CAN_MANAGE"):
        reader.serving_endpoints.delete(ENDPOINT)


def test_a_new_version_takes_over_while_the_old_one_answers(
    client: WorkspaceClient, endpoint: ServingEndpointDetailed
) -> None:
    with pytest.raises(DatabricksError, match="has no version 7"):
        serve(client, "7")
    entity = ServedEntityInput(
        entity_name=MODEL, entity_version="2", workload_size="Small", scale_to_zero_enabled=True
    )
    client.serving_endpoints.update_config(ENDPOINT, served_entities=[entity])
    assert ask(client, turns=1.0, share=0.5) < 0.5
    with pytest.raises(DatabricksError, match="is being updated"):
        client.serving_endpoints.update_config(ENDPOINT, served_entities=[entity])
    deadline = time.monotonic() + 60
    while client.serving_endpoints.get(ENDPOINT).pending_config:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert ask(client, turns=1.0, share=0.5) >= 0.5
