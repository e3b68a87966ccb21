"""Operations on a deployed workspace: runs and their stages, alerts, and a rebuild."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ..forms import LONG

if TYPE_CHECKING:
    from conftest import LocalWorkspace

STAGES = {
    *(f"ingest_{feed}" for feed in ("reps", "deals", "conversations", "evaluations")),
    "refresh_rep_monthly_scores",
}
# a stage that ingests no documents of a feed
CHECKS = {"check_references"}


def alerts(workspace: LocalWorkspace) -> dict[str, str]:
    """The state of each alert after an evaluation of all, as the command line tells it."""
    workspace.lakehouse("run", "monitoring", "--wait")
    listed = workspace.lakehouse("alerts", "--json").stdout.splitlines()
    return {line["alert"]: line["state"] for line in map(json.loads, listed)}


def stages(workspace: LocalWorkspace) -> dict[str, dict[str, Any]]:
    """Rows of ops.pipeline_runs of the last run of ingest, by stage."""
    rows = workspace.rows(
        "select * from lakehouse_local.ops.pipeline_runs where job_name = 'ingest'"
        " qualify dense_rank() over (order by cast(run_id as bigint) desc) = 1"
    )
    return {row["stage"]: row for row in rows}


def test_every_stage_of_a_run_is_recorded(governed: LocalWorkspace) -> None:
    recorded = stages(governed)
    assert recorded.keys() == STAGES | CHECKS
    assert {row["state"] for row in recorded.values()} == {"succeeded"}
    assert {row["job_name"] for row in recorded.values()} == {"ingest"}
    for stage, row in recorded.items():
        assert float(row["duration_seconds"] or 0) > 0, stage
        if stage != "ingest_evaluations":
            # which has files in some orders of the tests only
            assert (row["newest_file_at"] is None) == (stage in CHECKS)


@contextmanager
def latest_scores(workspace: LocalWorkspace, value: int) -> Iterator[None]:
    """A while in which every score has 100 calls: 50 before the latest month, `value` in it."""
    gold = "lakehouse_local.gold.rep_monthly_scores"
    [last] = workspace.rows(f"describe history {gold} limit 1")
    [latest] = workspace.rows(f"select max(month) as month from {gold}")
    workspace.rows(
        f"update {gold} set conversation_count = 100,"
        f" avg_value = if(month = '{latest['month']}', {value}, 50) where signal_type = 'score'"
    )
    try:
        yield
    finally:
        workspace.rows(f"restore table {gold} to version as of {last['version']}")


@pytest.fixture
def broken(governed: LocalWorkspace) -> LocalWorkspace:
    """The workspace after a run that found no landing zone."""
    nowhere = "landing=/Volumes/lakehouse_local/bronze/nowhere"
    done = governed.lakehouse("run", "ingest", "--wait", "--param", nowhere, check=False)
    assert done.returncode == 1
    assert "task record_run: " in done.stderr
    return governed


def test_a_failed_run_is_recorded_and_told_of_until_one_succeeds(broken: LocalWorkspace) -> None:
    recorded = stages(broken)
    assert {stage: row["state"] for stage, row in recorded.items()} == {
        stage: "failed" if stage.startswith("ingest_") else "succeeded" for stage in STAGES | CHECKS
    }
    landed = recorded["ingest_deals"]
    # the local stack tries a task twice
    assert (landed["attempts"], landed["rows_read"]) == ("2", "0")
    assert landed["error_class"]
    with latest_scores(broken, 10):
        states = alerts(broken)
    assert states["failed stages"] == "TRIGGERED"
    assert states["rep score drop"] == "TRIGGERED"

    broken.lakehouse("run", "ingest", "--wait")
    with latest_scores(broken, 50):
        states = alerts(broken)
    assert states["rep score drop"] == "OK"
    assert {name: states[name] for name in ("failed stages", "stale feeds")} == {
        "failed stages": "OK",
        "stale feeds": "OK",
    }
    assert "UNKNOWN" not in states.values()
    log = (broken.home / "logs/notifications.jsonl").read_text().splitlines()
    told = [line for line in map(json.loads, log) if line["alert"] == "failed stages"]
    assert [line["state"] for line in told][-2:] == ["TRIGGERED", "OK"]
    assert "ingest_deals" in told[-2]["body"]


@pytest.mark.skipif(not LONG, reason="test_rebuild.py has it without the job")
def test_what_stands_is_what_bronze_gives(governed: LocalWorkspace) -> None:
    done = governed.lakehouse("rebuild", "silver", "--json", check=False)
    report = json.loads(done.stdout)
    found = {table["table"]: table for table in report["tables"]}
    assert report["equal"] is True, found
    assert done.returncode == 0
    calls = governed.rows("select count(*) as n from lakehouse_local.silver.conversations")
    assert str(found["silver.conversations"]["rows"]) == calls[0]["n"] != "0"
    assert governed.rows("show tables in lakehouse_local.rebuild") == []


def test_maintenance_writes_down_what_it_did_and_why_not(governed: LocalWorkspace) -> None:
    chosen = "silver.conversation_signals,silver.reps,bronze.reps_raw"
    governed.lakehouse("run", "maintenance", "--wait", "--param", f"tables={chosen}")
    rows = governed.rows(
        "select table_name, job_run_id, file_count, versions_kept, to_json(actions) as actions"
        " from lakehouse_local.ops.table_health"
    )
    assert sorted(row["table_name"] or "" for row in rows) == sorted(chosen.split(","))
    assert len({row["job_run_id"] for row in rows} - {None, ""}) == 1
    for row in rows:
        assert int(row["file_count"] or 0) > 0
        assert int(row["versions_kept"] or 0) > 1
        actions = {action["action"]: action for action in json.loads(row["actions"] or "")}
        assert set(actions) == {"layout", "cluster", "optimize", "analyze", "vacuum"}
        assert {action["outcome"] for action in actions.values()} <= {"done", "skipped"}
        assert all(action["reason"] for action in actions.values())
    listed = governed.lakehouse("sql", "--json", "-f", "sql/monitoring/table_health.sql").stdout
    assert len(listed.splitlines()) == len(rows)
    held = "select name, holder from lakehouse_local.ops.job_locks where holder is not null"
    assert governed.rows(held) == []
