"""Privileges on a real local workspace, tried by the official SDK as a user who has none."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.sql import StatementState

if TYPE_CHECKING:
    from conftest import LocalWorkspace

Run = Callable[..., str]


@pytest.fixture
def run(client: WorkspaceClient, workspace: LocalWorkspace, warehouse_id: str, schema: str) -> Run:
    """Runs a statement as a new user, or as the administrator; `ok`, or the error's text."""
    user = client.users.create(user_name=f"{uuid.uuid4()}@example.com").user_name
    theirs = WorkspaceClient(config_file=str(workspace.home / "databrickscfg"), profile=user)

    def of(statement: str, admin: bool = False) -> str:
        answer = (client if admin else theirs).statement_execution.execute_statement(
            statement.replace("USER", f"`{user}`"),
            warehouse_id,
            catalog="lakehouse_local",
            schema=schema,
            wait_timeout="50s",
        )
        done = answer.status.state is StatementState.SUCCEEDED
        return "ok" if done else str(answer.status.error.message)

    of.theirs = theirs  # type: ignore[attr-defined]
    return of


def test_a_grant_opens_and_a_revoke_closes(run: Run, schema: str) -> None:
    def admin(statement: str) -> None:
        assert run(statement, True) == "ok"

    admin("create or replace table secret as select 1 as a")
    admin("create or replace view shown as select * from secret")
    assert "User does not have USE" in run("select * from secret")
    admin("grant use catalog on catalog lakehouse_local to USER")
    admin(f"grant use schema on schema {schema} to USER")
    denied = f"User does not have SELECT on Table 'lakehouse_local.{schema}.secret'."
    assert denied in run("select * from secret")
    with pytest.raises(PermissionDenied, match="does not have BROWSE on Table"):
        run.theirs.tables.get(f"lakehouse_local.{schema}.secret")  # type: ignore[attr-defined]
    admin("grant select on table shown to USER")
    assert run("select * from shown") == "ok"
    assert denied in run("select * from secret")
    admin("revoke select on table shown from USER")
    assert "INSUFFICIENT_PERMISSIONS" in run("select * from shown")
    admin(f"grant select on schema {schema} to `account users`")
    assert run("select * from secret") == "ok"
    assert "TABLE_OR_VIEW_NOT_FOUND" in run("select * from nothing")
    assert "INSUFFICIENT_PERMISSIONS" in run("delete from secret")
    admin(f"grant create table on schema {schema} to USER")
    assert run("create view own as select * from secret") == "ok"
    admin(f"revoke select on schema {schema} from `account users`")
    assert f"does not have SELECT on Table 'lakehouse_local.{schema}.secret'" in run(
        "select * from own"
    )
    assert run("drop view own") == "ok"
