"""SCIM, tokens, grants and permissions, by the official SDK."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    NotFound,
    PermissionDenied,
    ResourceConflict,
)
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType
from databricks.sdk.service.iam import (
    AccessControlRequest,
    ComplexValue,
    Group,
    Patch,
    PatchOp,
    PermissionLevel,
)

if TYPE_CHECKING:
    from conftest import LocalWorkspace


@pytest.fixture
def group(client: WorkspaceClient) -> Iterator[Group]:
    made = client.groups.create(display_name=f"team-{uuid.uuid4()}")
    yield made
    client.groups.delete(made.id or "")


def test_who_is_asking(client: WorkspaceClient, workspace: LocalWorkspace) -> None:
    assert client.current_user.me().user_name == "admin@example.com"
    assert client.get_workspace_id() > 0
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        WorkspaceClient(host=workspace.host, token="dapi0").current_user.me()


def test_a_request_without_a_token(workspace: LocalWorkspace) -> None:
    import requests

    answer = requests.get(f"{workspace.host}/api/2.0/preview/scim/v2/Me", timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "UNAUTHENTICATED"


def test_principals_sign_in_and_are_members(
    client: WorkspaceClient, workspace: LocalWorkspace, group: Group
) -> None:
    user = client.users.create(user_name=f"{uuid.uuid4()}@example.com")
    principal = client.service_principals.create(display_name="jobs")
    client.groups.patch(
        group.id,
        operations=[
            Patch(
                op=PatchOp.ADD,
                path="members",
                value=[{"value": user.id}, {"value": principal.id}],
            )
        ],
    )
    members = {m.display for m in client.groups.get(group.id).members}
    assert members == {user.user_name, "jobs"}
    as_user = WorkspaceClient(
        config_file=str(workspace.home / "databrickscfg"), profile=user.user_name
    )
    assert [g.display for g in as_user.current_user.me().groups] == [group.display_name]
    token = client.token_management.create_obo_token(
        principal.application_id, lifetime_seconds=600, comment="test"
    )
    as_principal = WorkspaceClient(host=workspace.host, token=token.token_value)
    assert as_principal.current_user.me().user_name == principal.application_id
    with pytest.raises(PermissionDenied):
        as_principal.users.create(user_name="x@example.com")

    found = list(client.users.list(filter=f'userName eq "{user.user_name}"'))
    assert [u.id for u in found] == [user.id]
    client.users.update(
        user.id, user_name=user.user_name, entitlements=[ComplexValue(value="workspace-access")]
    )
    assert [e.value for e in client.users.get(user.id).entitlements] == ["workspace-access"]
    with pytest.raises(ResourceConflict, match="already exists"):
        client.users.create(user_name=user.user_name)
    client.users.delete(user.id)
    client.service_principals.delete(principal.id)
    with pytest.raises(NotFound):
        client.users.get(user.id)
    assert not client.groups.get(group.id).members


def test_grants(client: WorkspaceClient, schema: str, group: Group) -> None:
    def change(**changes: list[Privilege]) -> None:
        client.grants.update(
            "SCHEMA",
            f"lakehouse_local.{schema}",
            changes=[PermissionsChange(principal=group.display_name, **changes)],
        )

    change(add=[Privilege.USE_SCHEMA, Privilege.SELECT])
    change(add=[Privilege.MODIFY], remove=[Privilege.SELECT])
    granted = client.grants.get("SCHEMA", f"lakehouse_local.{schema}")
    assert [(a.principal, a.privileges) for a in granted.privilege_assignments] == [
        (group.display_name, [Privilege.MODIFY, Privilege.USE_SCHEMA])
    ]
    volume = client.volumes.create("lakehouse_local", schema, "granted", VolumeType.MANAGED)
    change(add=[Privilege.READ_VOLUME])
    effective = client.grants.get_effective("VOLUME", volume.full_name)
    [assignment] = effective.privilege_assignments
    assert [(p.privilege, p.inherited_from_name) for p in assignment.privileges] == [
        (Privilege.READ_VOLUME, f"lakehouse_local.{schema}")
    ]
    with pytest.raises(BadRequest, match="not applicable"):
        change(add=[Privilege.USE_CATALOG])
    with pytest.raises(NotFound, match="does not exist"):
        client.grants.get("SCHEMA", "lakehouse_local.nothing")


def test_permissions_of_a_policy(client: WorkspaceClient, group: Group) -> None:
    policy = client.cluster_policies.create(name=f"p-{group.display_name}", definition="{}")
    client.permissions.update(
        "cluster-policies",
        policy.policy_id,
        access_control_list=[
            AccessControlRequest(
                group_name=group.display_name, permission_level=PermissionLevel.CAN_USE
            )
        ],
    )
    access = client.permissions.get("cluster-policies", policy.policy_id).access_control_list
    assert {a.group_name for a in access} == {group.display_name, "admins"}
    client.cluster_policies.delete(policy.policy_id)
    with pytest.raises(NotFound):
        client.permissions.get("cluster-policies", policy.policy_id)


def test_the_first_catalog(client: WorkspaceClient, schema: str) -> None:
    assert schema in [s.name for s in client.schemas.list("lakehouse_local")]
    assert client.metastores.current().metastore_id == client.metastores.summary().metastore_id
