"""The questions of a security team, asked of what really happened in a deployed workspace."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange, Privilege
from databricks.sdk.service.sql import StatementState

if TYPE_CHECKING:
    from conftest import LocalWorkspace

QUERIES = Path(__file__).resolve().parents[2] / "sql/audit"
CATALOG = "lakehouse_local"
ADMIN, REVIEWER = "admin@example.com", "reviewer@example.com"
# a user of this test's own: what others tried and were refused is in the log, too
REFUSED = "refused@example.com"
# beside the folders that are ingested
FILE = f"/Volumes/{CATALOG}/bronze/landing/audit-probe/calls.txt"
NOTEBOOK = "/lakehouse/notebooks/inspect_governance"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def happened(deployed: LocalWorkspace) -> Iterator[LocalWorkspace]:
    """The workspace after a read of personal data, a refused one, a change of grants, exports."""
    deployed.lakehouse("run", "governance", "--wait")
    deployed.client.users.create(user_name=REFUSED)
    assert state(deployed, REVIEWER, "select * from gold.conversation_details") == "SUCCEEDED"
    for _ in range(2):
        assert state(deployed, REFUSED, "select * from silver.conversations") == "FAILED"

    admin = deployed.client
    schema = f"{CATALOG}.gold"
    for change in ("add", "remove"):
        given = PermissionsChange(principal="reviewers", **{change: [Privilege.APPLY_TAG]})
        admin.grants.update("schema", schema, changes=[given])

    admin.files.upload(FILE, io.BytesIO(b"a call"))
    assert admin.files.download(FILE).contents.read() == b"a call"
    assert admin.workspace.export(NOTEBOOK).content
    yield deployed
    admin.files.delete(FILE)
    admin.files.delete_directory(str(Path(FILE).parent))


def state(workspace: LocalWorkspace, principal: str, statement: str) -> str:
    """The final state of a statement of `principal`."""
    workspace.lakehouse("token", principal)
    config = str(workspace.home / "databrickscfg")
    client = WorkspaceClient(config_file=config, profile=principal)
    warehouse = next(iter(workspace.client.warehouses.list()))
    answer = client.statement_execution.execute_statement(
        statement, warehouse.id or "", wait_timeout="50s", catalog=CATALOG
    )
    assert answer.status
    assert answer.status.state
    if answer.status.state is StatementState.FAILED:
        assert "INSUFFICIENT_PERMISSIONS" in (answer.status.error.message or "")
    return answer.status.state.value


def ask(workspace: LocalWorkspace, query: str, **wanted: Any) -> Rows:
    """Those rows of a query of sql/audit that have the wanted values; an event takes its moment."""
    text = (QUERIES / f"{query}.sql").read_text()
    values = {"catalog": CATALOG, "days": "1"}
    parameters = {name: value for name, value in values.items() if f":{name}" in text}
    for _ in range(20):
        rows = workspace.rows(text, **parameters)
        found = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no row of {query} has {wanted}, only: {rows}")


def test_who_read_a_table_that_holds_personal_data(happened: LocalWorkspace) -> None:
    rows = ask(happened, "personal_data_reads", principal=REVIEWER)
    # the view reads the calls; who may see them is decided by the directory of reps
    assert {row["table_name"] for row in rows} >= {
        f"{CATALOG}.silver.conversations",
        f"{CATALOG}.silver.reps",
    }
    assert all(row["source_ip_addresses"] == '["127.0.0.1"]' for row in rows)
    refused = happened.rows(
        (QUERIES / "personal_data_reads.sql").read_text(), catalog=CATALOG, days="1"
    )
    assert REFUSED not in {row["principal"] for row in refused}


def test_who_was_refused_what(happened: LocalWorkspace) -> None:
    rows = ask(happened, "failed_access", principal=REFUSED)
    assert [(row["service_name"], row["object"], row["refusal_count"]) for row in rows] == [
        ("unityCatalog", f"{CATALOG}.silver", "2")
    ]
    assert rows[0]["last_message"] == f"User does not have USE SCHEMA on Schema '{CATALOG}.silver'."


def test_who_changed_what_somebody_may_do(happened: LocalWorkspace) -> None:
    rows = ask(happened, "grant_changes", changed_by=ADMIN, securable=f"{CATALOG}.gold")
    assert [json.loads(row["change"]) for row in rows[:2]] == [
        [{"principal": "reviewers", "remove": ["APPLY_TAG"]}],
        [{"principal": "reviewers", "add": ["APPLY_TAG"]}],
    ]
    assert {(row["securable_type"], row["was_made"]) for row in rows} == {("schema", "true")}
    jobs = jobs_principal(happened)
    by_job = ask(happened, "grant_changes", changed_by=jobs, action_name="updatePermissions")
    # the prediction function follows once a model is served
    assert {row["securable"] for row in by_job} >= {
        f"{CATALOG}.gold.conversation_details",
        f"{CATALOG}.gold.conversation_signal_details",
    }


def test_who_changed_the_policies(happened: LocalWorkspace) -> None:
    rows = ask(happened, "policy_changes", changed_by=jobs_principal(happened))
    assert {row["object"] for row in rows} >= {
        f"{CATALOG}.governance.mask_text",
        f"{CATALOG}.governance.may_see_call",
        f"{CATALOG}.gold.conversation_details",
    }


def test_what_left_the_workspace(happened: LocalWorkspace) -> None:
    rows = ask(happened, "exports", principal=ADMIN, exported=FILE)
    assert [(row["service_name"], row["action_name"]) for row in rows] == [
        ("filesystem", "filesGet")
    ]
    assert ask(happened, "exports", principal=ADMIN, exported=NOTEBOOK)


def test_where_personal_data_went_is_not_known_here(happened: LocalWorkspace) -> None:
    done = happened.lakehouse(
        *("sql", "-f", str(QUERIES / "personal_data_flows.sql")),
        *("--param", f"catalog={CATALOG}", "--param", "days=1"),
        check=False,
    )
    assert done.returncode == 1
    assert "system.access.column_lineage is not kept by the local workspace" in done.stderr


def test_others_than_the_administrator_may_not_read_it(happened: LocalWorkspace) -> None:
    assert state(happened, REFUSED, "select * from system.access.audit") == "FAILED"


def jobs_principal(workspace: LocalWorkspace) -> str:
    found = workspace.client.service_principals.list(filter='displayName eq "lakehouse-jobs"')
    return next(iter(found)).application_id or ""
