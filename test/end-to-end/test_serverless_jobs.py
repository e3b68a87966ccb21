"""Every job of the stack on serverless compute, each with an effect on its tables.

The long form of `test_serverless.py`, which compares the jobs `ingest` and `governance` of both
lanes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest

from .. import sample_calls
from ..forms import LONG

if TYPE_CHECKING:
    from conftest import LocalWorkspace

Workspaces = Callable[..., AbstractContextManager["LocalWorkspace"]]

pytestmark = pytest.mark.skipif(not LONG, reason="the long form alone runs every job")

SETTINGS = {
    "jobCompute": "serverless",
    # fewer deals than a real model is trained on
    "dealOutcome": {"minDeals": 20},
    # the job exists with this setting only
    "transcriptRetentionDays": 30,
}
CATALOG = "spark_catalog"


@pytest.fixture(scope="module")
def workspace(
    workspace_at: Workspaces, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalWorkspace]:
    """A workspace whose jobs are serverless, after generated calls were ingested."""
    calls = tmp_path_factory.mktemp("calls")
    sample_calls.generate(calls)
    with workspace_at(tmp_path_factory.mktemp("serverless")) as workspace:
        workspace.environment["LAKEHOUSE_LOCAL_SETTINGS"] = json.dumps(SETTINGS)
        workspace.lakehouse("deploy", "--auto-approve")
        workspace.lakehouse("load", str(calls))
        for job in ("ingest", "governance"):
            workspace.lakehouse("run", job, "--wait")
        yield workspace


def _number(workspace: LocalWorkspace, expression: str, table: str) -> int:
    """A number that a statement computes of a table."""
    (row,) = workspace.rows(f"select {expression} as number from {CATALOG}.{table}")
    return int(row["number"] or 0)


def _report(workspace: LocalWorkspace, *command: str) -> Any:
    return json.loads(workspace.lakehouse(*command, "--json").stdout)


def test_a_model_is_trained_served_and_applied(workspace: LocalWorkspace) -> None:
    workspace.lakehouse("run", "train_deal_outcome", "--wait")
    workspace.lakehouse("run", "serve_model", "--wait", "--param", "version=1")
    workspace.lakehouse("run", "predict_deal_outcome", "--wait")
    scored = _number(workspace, "count(*)", "gold.deal_predictions")
    assert scored == _number(workspace, "count(*)", "gold.deal_features") > 0
    assert _number(workspace, "max(model_version)", "gold.deal_predictions") == 1
    assert _number(workspace, "count(*)", "ops.model_accuracy") > 0


def test_alerts_are_evaluated(workspace: LocalWorkspace) -> None:
    workspace.lakehouse("run", "monitoring", "--wait")
    listed = workspace.lakehouse("alerts", "--json").stdout.splitlines()
    assert "UNKNOWN" not in [json.loads(line)["state"] for line in listed]


def test_tables_are_maintained(workspace: LocalWorkspace) -> None:
    workspace.lakehouse("run", "maintenance", "--wait")
    actions = workspace.rows(
        f"select distinct action.action, action.outcome from {CATALOG}.ops.table_health"
        " lateral view explode(actions) as action"
    )
    assert {row["outcome"] for row in actions} == {"done", "skipped"}
    assert "optimize" in {row["action"] for row in actions if row["outcome"] == "done"}


def test_silver_is_rebuilt_and_replaced(workspace: LocalWorkspace) -> None:
    reps = f"{CATALOG}.silver.reps"
    (rep,) = workspace.rows(f"select min(rep_id) as id from {reps}")
    workspace.rows(f"delete from {reps} where rep_id = '{rep['id']}'")
    replaced = _report(workspace, "rebuild", "silver", "--replace", "--yes")["replaced"]
    assert "silver.reps" in replaced
    assert _report(workspace, "rebuild", "silver")["equal"] is True


def test_a_table_is_restored(workspace: LocalWorkspace) -> None:
    deals = f"{CATALOG}.silver.deals"
    before = workspace.rows(f"select * from {deals} order by deal_id")
    (last,) = workspace.rows(f"describe history {deals} limit 1")
    workspace.rows(f"delete from {deals} where deal_id = '{before[0]['deal_id']}'")
    workspace.lakehouse("restore", "silver.deals", "--version", str(last["version"]), "--yes")
    assert workspace.rows(f"select * from {deals} order by deal_id") == before


def test_quarantined_records_are_replayed(workspace: LocalWorkspace) -> None:
    waiting = _number(workspace, "count_if(resolved_at is null)", "silver.quarantine")
    outcomes = _report(workspace, "replay", "--quarantine")
    # the rules are the same, so that every record still violates one
    assert sum(table["open"] for table in outcomes.values()) == waiting > 0
    assert not any(table["resolved"] for table in outcomes.values())


def test_a_person_is_erased(workspace: LocalWorkspace) -> None:
    (person,) = workspace.rows(
        f"select min(person.email) as email from {CATALOG}.silver.conversations"
        " lateral view explode(participants) as person where person.role = 'prospect'"
    )
    email = str(person["email"])
    done = _report(workspace, "forget", email, "--yes", "--now")
    assert done["files"] > 0
    found = _number(
        workspace,
        f"count_if(to_json(participants) like '%{email}%')",
        "silver.conversations",
    )
    assert found == 0
    (erasure,) = workspace.rows(f"select erasure_id from {CATALOG}.ops.erasures")
    verified = workspace.lakehouse("forget", "--verify", str(erasure["erasure_id"]))
    assert "nothing is left in tables and landed files" in verified.stderr


def test_texts_past_their_retention_are_removed(workspace: LocalWorkspace) -> None:
    texts = "count_if(exists(transcript, turn -> turn.text is not null))"
    assert _number(workspace, texts, "silver.conversations") > 0
    workspace.lakehouse("run", "retention", "--wait")
    assert _number(workspace, texts, "silver.conversations") == 0


def test_every_job_has_run_without_a_cluster(workspace: LocalWorkspace) -> None:
    jobs = workspace.client.jobs
    listed = list(jobs.list(expand_tasks=True))
    results = {
        job.settings.name: next(iter(jobs.list_runs(job_id=job.job_id, completed_only=True)), None)
        for job in listed
        if job.settings
    }
    assert [name for name, run in results.items() if run is None] == []
    assert {
        name: run.state.result_state.value
        for name, run in results.items()
        if run and run.state and run.state.result_state
    } == dict.fromkeys(results, "SUCCESS")
    assert [job.job_id for job in listed if job.settings and job.settings.job_clusters] == []
