"""Fixtures of the tests of the workspace API: a separate schema, and clients of the SDK."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound

if TYPE_CHECKING:
    from conftest import LocalWorkspace

CATALOG = "lakehouse_local"


@pytest.fixture(scope="module")
def client(workspace: LocalWorkspace) -> WorkspaceClient:
    """The official SDK, signed in as the administrator."""
    return workspace.client


@pytest.fixture(scope="module")
def schema(client: WorkspaceClient) -> Iterator[str]:
    """A schema for one test file, in the only catalog; what was there before stays."""
    try:
        client.catalogs.get(CATALOG)
        made_catalog = False
    except NotFound:
        client.catalogs.create(CATALOG)
        made_catalog = True
    made = client.schemas.create("api_test", CATALOG)
    yield made.name or ""
    client.schemas.delete(made.full_name or "", force=True)
    if made_catalog:
        client.catalogs.delete(CATALOG, force=True)


@pytest.fixture(scope="module")
def warehouse_id(client: WorkspaceClient) -> Iterator[str]:
    """A warehouse that is running."""
    made = client.warehouses.create(
        name="api-test", cluster_size="2X-Small", auto_stop_mins=10
    ).result()
    yield made.id or ""
    with suppress(NotFound):
        client.warehouses.delete(made.id or "")
