"""A metastore without a storage root: the stack deploys to a catalog that already exists."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databricks.sdk.errors import DatabricksError
from databricks.sdk.service.catalog import PermissionsChange, Privilege

if TYPE_CHECKING:
    from conftest import LocalWorkspace

SETTINGS = json.dumps({"existingCatalog": True})
CATALOG = "spark_catalog"
OTHER = "other@example.com"


def test_an_existing_catalog_is_deployed_to(
    workspace_at: Callable[..., AbstractContextManager[LocalWorkspace]], tmp_path: Path
) -> None:
    with workspace_at(tmp_path / "home", "--default-storage") as workspace:
        client = workspace.client
        with pytest.raises(DatabricksError, match="Metastore storage root URL does not exist"):
            client.catalogs.create(name="lakehouse")
        doctor = workspace.lakehouse("doctor", "--json", check=False)
        checks = {check["name"]: check for check in json.loads(doctor.stdout)["checks"]}
        assert (doctor.returncode, checks["managed storage"]["status"]) == (1, "fail")

        owner = client.catalogs.get(CATALOG).owner
        client.users.create(user_name=OTHER)
        granted = PermissionsChange(principal=OTHER, add=[Privilege.USE_CATALOG])
        client.grants.update("catalog", CATALOG, changes=[granted])
        existing = replace(
            workspace, environment={**workspace.environment, "LAKEHOUSE_LOCAL_SETTINGS": SETTINGS}
        )
        assert existing.lakehouse("doctor").returncode == 0
        existing.lakehouse("deploy", "--auto-approve")
        state = json.loads((workspace.home / "terraform" / "lakehouse-local.tfstate").read_text())[
            "resources"
        ]
        assert "databricks_catalog" not in {resource["type"] for resource in state}
        # the catalog keeps its owner and the grants of others
        assert client.catalogs.get(CATALOG).owner == owner
        grants = client.grants.get("catalog", CATALOG).privilege_assignments or []
        assert OTHER in {grant.principal for grant in grants}
        assert client.schemas.get(f"{CATALOG}.silver").owner == "lakehouse-owners"
        assert existing.rows("select count(*) as calls from silver.conversations") == [
            {"calls": "0"}
        ]
        existing.lakehouse("run", "governance", "--wait")
