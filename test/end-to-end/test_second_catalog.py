"""The stack in a catalog beside another one, as prod beside dev in one metastore.

Without the job `governance`: Spark refuses its functions there, which call each other (ADR 15).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

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


def test_nothing_is_left_to_deploy(second: LocalWorkspace) -> None:
    planned = plan(second)
    assert planned.returncode == 0, planned.stdout
