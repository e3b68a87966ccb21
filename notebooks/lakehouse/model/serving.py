"""Which version of a model is its champion, and that its endpoint serves just that one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, OperationFailed
from databricks.sdk.service.serving import (
    AiGatewayInferenceTableConfig,
    EndpointStateConfigUpdate,
    ServedEntityInput,
    ServingEndpointDetailed,
)

from lakehouse.model.aliases import CHALLENGER, CHAMPION, PREVIOUS

_TIMEOUT = timedelta(minutes=45)

Say = Callable[[str], None]


class NotServed(Exception):
    """No version was put on the endpoint: what was served before still is."""


@dataclass(frozen=True)
class Endpoint:
    """A serving endpoint, and how it serves."""

    name: str
    workload_size: str = "Small"
    scale_to_zero: bool = True
    inference_table: str = ""
    """Catalog, schema and table prefix for requests and answers; empty: they are not stored."""


def serve(
    client: WorkspaceClient,
    model: str,
    endpoint: Endpoint,
    *,
    version: str = "",
    say: Say = print,
) -> dict[str, Any]:
    """Puts a version of `model` on `endpoint` and makes it the champion; says which, and which was.

    `version` is a number, `previous` for the champion before the present one, or empty for the
    challenger that a training named, and without one for the present champion. The endpoint moves
    first, and the alias only once the version is served: a version that cannot be loaded never
    becomes the champion, and stays the challenger, for another try, if it was. Done again it
    changes nothing; without a champion and a challenger there is nothing to do.
    """
    champion = _aliased(client, model, CHAMPION)
    challenger = _aliased(client, model, CHALLENGER)
    wanted = _named(client, model, version) if version else challenger or champion
    if wanted is None:
        say(f"{model} has no champion yet: nothing is served")
        return {"model": model, "endpoint": endpoint.name, "version": None, "before": None}
    before = _put(client, model, endpoint, wanted, say)
    _store_requests(client, endpoint)
    if wanted != champion:
        client.registered_models.set_alias(model, CHAMPION, wanted)
        say(f"{model}: version {wanted} is the champion, before it was {champion or 'none'}")
        # the former champion is the version to return to, also if the endpoint served another one
        before = champion
    if challenger is not None:
        # the challenger is served now, or the caller chose another version
        client.registered_models.delete_alias(model, CHALLENGER)
    if before != wanted:
        _remember(client, model, before, is_rollback=version == "previous")
    return {"model": model, "endpoint": endpoint.name, "version": wanted, "before": before}


def _named(client: WorkspaceClient, model: str, version: str) -> int:
    if version == "previous":
        previous = _aliased(client, model, PREVIOUS)
        if previous is None:
            raise NotServed(f"{model} has no previous champion: name a version to go back to")
        return previous
    if not version.isdecimal():
        raise NotServed(f"`version`: not a number or `previous`, got {version}")
    try:
        return int(client.model_versions.get(model, int(version)).version or 0)
    except NotFound as error:
        raise NotServed(f"{model} has no version {version}") from error


def _put(
    client: WorkspaceClient, model: str, endpoint: Endpoint, version: int, say: Say
) -> int | None:
    """Waits until the endpoint serves the version; says which one it served before.

    One that serves the version already is left alone.
    """
    entity = ServedEntityInput(
        name=f"{model.rsplit('.', 1)[-1]}-{version}",
        entity_name=model,
        entity_version=str(version),
        workload_size=endpoint.workload_size,
        scale_to_zero_enabled=endpoint.scale_to_zero,
    )
    try:
        now = client.serving_endpoints.get(endpoint.name)
    except NotFound as error:
        raise NotServed(f"there is no serving endpoint {endpoint.name}: deploy it first") from error
    if now.state and now.state.config_update is EndpointStateConfigUpdate.IN_PROGRESS:
        now = _settled(client, endpoint)
    served = (now.config.served_entities if now.config else None) or []
    if [_shape(one) for one in served] == [_shape(entity)]:
        say(f"{endpoint.name} serves version {version} already")
        return version
    say(f"{endpoint.name}: version {version} is being loaded")
    try:
        client.serving_endpoints.update_config_and_wait(
            endpoint.name, served_entities=[entity], timeout=_TIMEOUT
        )
    except Exception as error:
        raise NotServed(
            f"{endpoint.name} could not serve version {version} of {model}: {error}"
        ) from error
    versions = (one.entity_version for one in served if one.entity_name == model)
    return next((int(one) for one in versions if one), None)


def _store_requests(client: WorkspaceClient, endpoint: Endpoint) -> None:
    """Turns the inference table of an endpoint that serves a version on or off."""
    gateway = client.serving_endpoints.get(endpoint.name).ai_gateway
    now = gateway.inference_table_config if gateway else None
    names = endpoint.inference_table.split(".") if endpoint.inference_table else None
    wanted = (
        AiGatewayInferenceTableConfig(
            catalog_name=names[0], schema_name=names[1], table_name_prefix=names[2], enabled=True
        )
        if names
        else None
    )
    if wanted is None and not (now and now.enabled):
        return
    if now != wanted:
        client.serving_endpoints.put_ai_gateway(
            endpoint.name,
            inference_table_config=wanted or AiGatewayInferenceTableConfig(enabled=False),
        )


def _settled(client: WorkspaceClient, endpoint: Endpoint) -> ServingEndpointDetailed:
    """Waits for the update of an earlier run: two of an endpoint cannot be under way."""
    with suppress(OperationFailed):
        client.serving_endpoints.wait_get_serving_endpoint_not_updating(
            endpoint.name, timeout=_TIMEOUT
        )
    return client.serving_endpoints.get(endpoint.name)


def _shape(entity: Any) -> tuple[Any, ...]:
    return (
        entity.entity_name,
        entity.entity_version,
        entity.workload_size,
        entity.scale_to_zero_enabled,
    )


def _remember(
    client: WorkspaceClient, model: str, before: int | None, *, is_rollback: bool
) -> None:
    """Records the version to return to. After a rollback there is none: its version was bad."""
    if before is not None and not is_rollback:
        client.registered_models.set_alias(model, PREVIOUS, before)
    elif is_rollback and _aliased(client, model, PREVIOUS) is not None:
        client.registered_models.delete_alias(model, PREVIOUS)


def _aliased(client: WorkspaceClient, model: str, alias: str) -> int | None:
    try:
        return client.model_versions.get_by_alias(model, alias).version
    except NotFound:
        return None
