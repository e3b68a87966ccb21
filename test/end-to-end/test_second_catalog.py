"""The stack in a catalog beside another one, as prod beside dev in one metastore."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient

from .. import sample_calls
from ..forms import LONG
from .workspace_state import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from conftest import LocalWorkspace

    WorkspaceAt = Callable[..., AbstractContextManager[LocalWorkspace]]

pytestmark = pytest.mark.skipif(not LONG, reason="one more workspace: the long form alone")

FIRST, SECOND = "team_dev", "team_prod"
CALLS = 40


@pytest.fixture(scope="module")
def second(
    tmp_path_factory: pytest.TempPathFactory, workspace_at: WorkspaceAt
) -> Iterator[LocalWorkspace]:
    """A workspace whose first catalog is in use, with the stack and calls in a second one."""
    landing = tmp_path_factory.mktemp("calls")
    sample_calls.generate(landing, "--calls", str(CALLS))
    with workspace_at(tmp_path_factory.mktemp("second"), "--catalog", FIRST) as workspace:
        chosen = {
            "LAKEHOUSE_LOCAL_SETTINGS": json.dumps({"catalog": SECOND}),
            "LAKEHOUSE_CATALOG": SECOND,
        }
        in_second = replace(workspace, environment=workspace.environment | chosen)
        in_second.lakehouse("deploy", "--auto-approve")
        workspace.rows(f"create table {FIRST}.default.t as select 1 as one")
        in_second.lakehouse("load", str(landing))
        in_second.lakehouse("run", "ingest", "--wait")
        in_second.lakehouse("run", "governance", "--wait")
        yield in_second


def test_layers_are_in_the_second_catalog(second: LocalWorkspace) -> None:
    for table in ("bronze.conversations_raw", "silver.conversations", "gold.rep_monthly_scores"):
        (counted,) = second.rows(f"select count(*) as n from {SECOND}.{table}")
        assert int(counted["n"] or 0) > 0, table
    assert [schema.name for schema in second.client.schemas.list(FIRST)] == ["default"]
    assert second.rows(f"select one from {FIRST}.default.t") == [{"one": "1"}]


def test_a_mistake_is_taken_back(second: LocalWorkspace) -> None:
    reps = f"select * from {SECOND}.silver.reps order by rep_id"
    before = second.rows(reps)
    second.rows(f"delete from {SECOND}.silver.reps where rep_id = :rep", rep=before[0]["rep_id"])
    told = second.lakehouse("history", "silver.reps", "--limit", "2", "--json").stdout
    _, good = map(json.loads, told.splitlines())
    second.lakehouse("restore", "silver.reps", "--version", str(good["version"]), "--yes")
    assert second.rows(reps) == before


def test_signals_have_their_documents_and_columns_their_sources(second: LocalWorkspace) -> None:
    (signals,) = second.rows(
        f"select count(*) as n, count(bronze_file) as known from {SECOND}.gold.signal_lineage"
    )
    assert int(signals["n"] or 0) > 0
    assert signals["known"] == signals["n"]
    sources = second.rows(
        f"select distinct source_table_name as t from {SECOND}.gold.column_lineage"
        " where target_table_name = 'gold.rep_monthly_scores' and source_table_name is not null"
    )
    assert {row["t"] for row in sources} == {"silver.conversation_signals", "silver.reps"}


def test_a_rep_sees_the_own_calls_masked_in_each_current_catalog(
    second: LocalWorkspace,
) -> None:
    """The first catalog has a view by which the rep may see all calls, under the same name."""
    done = second.lakehouse("sql", "--json", "-f", "tools/demo/busiest_rep.sql")
    rep = json.loads(done.stdout.splitlines()[0])["rep"]
    second.rows(f"create schema {FIRST}.governance")
    second.rows(
        f"create view {FIRST}.governance.rep_access as"
        f" select rep_id, '{rep}' as rep_sign_in, '{rep}' as manager_sign_in, array() as denials"
        f" from {SECOND}.silver.reps"
    )
    token = second.lakehouse("token", rep).stdout.strip()
    client = WorkspaceClient(
        host=second.host, token=token, auth_type="pat", config_file="/dev/null"
    )
    (warehouse, *_) = second.client.warehouses.list()
    (own,) = second.rows(
        f"select count(*) as n from {SECOND}.silver.conversations as c"
        f" join {SECOND}.silver.reps as r on c.rep_id = r.rep_id"
        " where :rep in (lower(trim(r.email)), lower(trim(r.manager_email)))",
        rep=rep.lower(),
    )
    for current in (FIRST, SECOND):
        seen = client.statement_execution.execute_statement(
            f"select title, count(*) over () as n from {SECOND}.gold.conversation_details limit 1",
            warehouse.id or "",
            catalog=current,
            wait_timeout="50s",
        )
        assert seen.status is not None
        assert not seen.status.error, seen.status.error
        assert seen.result is not None
        ((title, count),) = seen.result.data_array or []
        assert count == own["n"]
        assert title.startswith("[masked: ")


@pytest.mark.parametrize("job", ["maintenance", "train_deal_outcome", "monitoring", "rebuild"])
def test_each_job_runs(second: LocalWorkspace, job: str) -> None:
    second.lakehouse("run", job, "--wait")


def test_a_person_is_erased(second: LocalWorkspace) -> None:
    of_person = f"from {SECOND}.silver.conversations lateral view explode(participants) as p"
    ((email,),) = (row.values() for row in second.rows(f"select min(p.email) as email {of_person}"))
    second.lakehouse("forget", str(email), "--yes")
    assert second.rows(f"select call_id {of_person} where p.email = :email", email=str(email)) == []


def test_nothing_is_left_to_deploy(second: LocalWorkspace) -> None:
    planned = plan(second)
    assert planned.returncode == 0, planned.stdout
