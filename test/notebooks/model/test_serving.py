"""Alias and endpoint of a model move together; the workspace is only a few dictionaries."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from databricks.sdk.errors import NotFound, OperationFailed
from databricks.sdk.service.serving import (
    AiGatewayConfig,
    EndpointCoreConfigOutput,
    EndpointState,
    EndpointStateConfigUpdate,
    ServedEntityInput,
    ServedEntityOutput,
    ServingEndpointDetailed,
)
from lakehouse.model.serving import Endpoint, NotServed, serve

MODEL = "lakehouse.gold.deal_outcome"
ENDPOINT = Endpoint("deal-outcome")


class Workspace:
    """The calls of the SDK that serving makes, and what came of them, in their order."""

    def __init__(self, versions: int, **aliases: int) -> None:
        self.versions, self.aliases = versions, aliases
        self.done: list[str] = []
        self.endpoint: ServingEndpointDetailed | None = ServingEndpointDetailed(
            name=ENDPOINT.name, state=EndpointState(EndpointStateConfigUpdate.NOT_UPDATING)
        )
        self.breaks: set[int] = set()
        self.registered_models = SimpleNamespace(
            set_alias=self._set_alias, delete_alias=self._delete_alias
        )
        self.model_versions = SimpleNamespace(get=self._get, get_by_alias=self._get_by_alias)
        self.serving_endpoints = SimpleNamespace(
            get=self._endpoint,
            update_config_and_wait=self._update,
            wait_get_serving_endpoint_not_updating=self._wait,
            put_ai_gateway=self._put_ai_gateway,
        )

    def _get(self, _model: str, version: int) -> Any:
        if version > self.versions:
            raise NotFound("no such version")
        return SimpleNamespace(version=version)

    def _get_by_alias(self, _model: str, alias: str) -> Any:
        if alias not in self.aliases:
            raise NotFound("no such alias")
        return SimpleNamespace(version=self.aliases[alias])

    def _put_ai_gateway(self, _name: str, inference_table_config: Any) -> None:
        assert self.endpoint is not None
        assert self.endpoint.config, "an endpoint that serves nothing has no inference table"
        self.endpoint.ai_gateway = AiGatewayConfig(inference_table_config=inference_table_config)
        self.done.append(f"inference table {inference_table_config.enabled}")

    def _set_alias(self, _model: str, alias: str, version: int) -> None:
        self.aliases[alias] = version
        self.done.append(f"{alias} is {version}")

    def _delete_alias(self, _model: str, alias: str) -> None:
        del self.aliases[alias]
        self.done.append(f"no {alias}")

    def _endpoint(self, _name: str) -> ServingEndpointDetailed:
        if self.endpoint is None:
            raise NotFound("no such endpoint")
        return self.endpoint

    def _wait(self, _name: str, **_: Any) -> ServingEndpointDetailed:
        assert self.endpoint is not None
        self.endpoint.state = EndpointState(EndpointStateConfigUpdate.UPDATE_FAILED)
        self.done.append("waited")
        raise OperationFailed("UPDATE_FAILED")

    def _update(self, _name: str, served_entities: list[ServedEntityInput], **_: Any) -> None:
        version = int(served_entities[0].entity_version or 0)
        if version in self.breaks:
            raise OperationFailed("got UPDATE_FAILED")
        served = [ServedEntityOutput.from_dict(entity.as_dict()) for entity in served_entities]
        assert self.endpoint is not None
        self.endpoint.config = EndpointCoreConfigOutput(served_entities=served)
        self.done.append(f"served {version}")


def test_the_first_champion_is_put_on_the_endpoint() -> None:
    workspace = Workspace(1, champion=1)
    served = serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert served == {"model": MODEL, "endpoint": "deal-outcome", "version": 1, "before": None}
    assert workspace.done == ["served 1"]
    serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert workspace.done == ["served 1"]


def test_the_endpoint_follows_a_champion_that_somebody_made() -> None:
    workspace = Workspace(2, champion=1)
    serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    workspace.aliases["champion"] = 2
    served = serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert (served["version"], served["before"]) == (2, 1)
    assert workspace.done == ["served 1", "served 2", "previous_champion is 1"]
    assert serve(workspace, MODEL, ENDPOINT, version="previous")["version"] == 1  # type: ignore[arg-type]


def test_a_version_is_served_before_it_is_the_champion() -> None:
    workspace = Workspace(2, champion=1)
    served = serve(workspace, MODEL, ENDPOINT, version="2")  # type: ignore[arg-type]
    assert (served["version"], served["before"]) == (2, 1)
    assert workspace.done == ["served 2", "champion is 2", "previous_champion is 1"]


def test_a_challenger_is_served_before_it_is_the_champion() -> None:
    workspace = Workspace(2, champion=1, challenger=2)
    served = serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert (served["version"], served["before"]) == (2, 1)
    assert workspace.aliases == {"champion": 2, "previous_champion": 1}
    assert workspace.done == [
        "served 2",
        "champion is 2",
        "no challenger",
        "previous_champion is 1",
    ]


def test_a_challenger_that_cannot_be_loaded_stays_one_and_is_tried_again() -> None:
    workspace = Workspace(2, champion=1, challenger=2)
    serve(workspace, MODEL, ENDPOINT, version="1")  # type: ignore[arg-type]
    # who names another version passes the challenger over
    assert workspace.aliases == {"champion": 1}
    workspace.aliases["challenger"] = 2
    workspace.breaks = {2}
    with pytest.raises(NotServed, match="could not serve version 2"):
        serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert workspace.aliases == {"champion": 1, "challenger": 2}
    workspace.breaks = set()
    assert serve(workspace, MODEL, ENDPOINT)["version"] == 2  # type: ignore[arg-type]


def test_a_version_that_cannot_be_loaded_is_no_champion() -> None:
    workspace = Workspace(2, champion=1)
    workspace.breaks = {2}
    with pytest.raises(NotServed, match="could not serve version 2 of lakehouse.gold.deal_outcome"):
        serve(workspace, MODEL, ENDPOINT, version="2")  # type: ignore[arg-type]
    assert workspace.aliases == {"champion": 1}
    assert workspace.done == []


def test_a_rollback_goes_to_the_champion_before_and_forgets_the_one_it_left() -> None:
    workspace = Workspace(3, champion=3, previous_champion=2)
    assert serve(workspace, MODEL, ENDPOINT, version="previous")["version"] == 2  # type: ignore[arg-type]
    assert workspace.done == ["served 2", "champion is 2", "no previous_champion"]
    with pytest.raises(NotServed, match="has no previous champion: name a version to go back to"):
        serve(workspace, MODEL, ENDPOINT, version="previous")  # type: ignore[arg-type]


def test_another_size_is_another_configuration() -> None:
    workspace = Workspace(1, champion=1)
    serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    large = Endpoint(ENDPOINT.name, workload_size="Large")
    serve(workspace, MODEL, large)  # type: ignore[arg-type]
    assert workspace.done == ["served 1", "served 1"]


def test_an_update_under_way_is_waited_for_and_its_failure_does_not_matter() -> None:
    workspace = Workspace(1, champion=1)
    assert workspace.endpoint is not None
    workspace.endpoint.state = EndpointState(EndpointStateConfigUpdate.IN_PROGRESS)
    serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert workspace.done == ["waited", "served 1"]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("7", "has no version 7"),
        ("latest", "`version`: not a number or `previous`, got latest"),
    ],
)
def test_what_is_not_there_is_said(version: str, message: str) -> None:
    with pytest.raises(NotServed, match=message):
        serve(Workspace(1), MODEL, ENDPOINT, version=version)  # type: ignore[arg-type]


def test_without_a_champion_nothing_is_served() -> None:
    workspace = Workspace(1)
    served = serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert (served["version"], served["before"]) == (None, None)


def test_an_endpoint_that_is_not_deployed_is_said() -> None:
    workspace = Workspace(1, champion=1)
    workspace.endpoint = None
    with pytest.raises(NotServed, match="there is no serving endpoint deal-outcome"):
        serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]


def test_requests_are_stored_once_a_version_is_served() -> None:
    workspace = Workspace(1, challenger=1)
    stored = Endpoint(ENDPOINT.name, inference_table="lakehouse.ops.deal_outcome")
    serve(workspace, MODEL, stored)  # type: ignore[arg-type]
    assert workspace.endpoint is not None
    table = workspace.endpoint.ai_gateway.inference_table_config
    assert (table.catalog_name, table.schema_name, table.table_name_prefix, table.enabled) == (
        "lakehouse",
        "ops",
        "deal_outcome",
        True,
    )
    serve(workspace, MODEL, stored)  # type: ignore[arg-type]
    assert workspace.done.count("inference table True") == 1
    serve(workspace, MODEL, ENDPOINT)  # type: ignore[arg-type]
    assert workspace.done[-1] == "inference table False"
