"""The cluster is killed under running jobs of a real workspace: retries and repairs finish them.

A part of the long form (`make test-faults`) only.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databricks.sdk.service.jobs import Run, RunLifeCycleState, RunResultState

from ..local.cluster.cluster_process import descendants
from .compared_columns import COMPARED_COLUMNS
from .invariants import FEEDS, check, check_bronze
from .recompute import Row
from .test_faults import KILLS, LONG, SEED

if TYPE_CHECKING:
    from conftest import LocalWorkspace

LANDING = "/Volumes/spark_catalog/bronze/landing"
TASKS = (
    *("land_conversations", "merge_reps", "merge_conversations"),
    "refresh_rep_monthly_scores",
)

pytestmark = pytest.mark.skipif(not LONG, reason="a part of `make test-faults`")


def parts(data: Path, folder: Path, number: int) -> Iterator[Path]:
    """The landing zone cut into so many deliveries."""
    files = sorted(file for file in data.rglob("*") if file.suffix in (".json", ".jsonl"))
    for part in range(number):
        for file in files[part::number]:
            target = folder / str(part) / file.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
        yield folder / str(part)


def kill_cluster(workspace: LocalWorkspace) -> None:
    """SIGKILL to Java, as a machine that is short of memory does; the API does not know why."""
    server = int((workspace.home / "cluster.pid").read_text())
    java = [p for p in descendants(server) if Path(f"/proc/{p}/comm").read_text() == "java\n"]
    assert len(java) == 1
    os.kill(java[0], signal.SIGKILL)


def wait(workspace: LocalWorkspace, run_id: int, task: str | None = None) -> Run:
    """The run when the task runs; without one, when the run has ended."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        run = workspace.client.jobs.get_run(run_id)
        if run.state and run.state.life_cycle_state in (
            RunLifeCycleState.TERMINATED,
            RunLifeCycleState.INTERNAL_ERROR,
        ):
            return run
        running = [
            t.task_key
            for t in run.tasks or []
            if t.state and t.state.life_cycle_state == RunLifeCycleState.RUNNING
        ]
        if task in running:
            return run
        time.sleep(0.05)
    raise AssertionError(f"run {run_id} did not get to {task or 'its end'}")


def tables_of(workspace: LocalWorkspace) -> dict[str, list[Row]]:
    """The columns that are compared, of every table."""
    return {
        table: [
            json.loads(row["row"] or "")
            for row in workspace.rows(
                f"select to_json(struct(*)) as row from (select {', '.join(columns)} from {table})"
            )
        ]
        for table, columns in COMPARED_COLUMNS.items()
    }


def test_runs_come_to_their_end_though_the_cluster_is_killed(deployed, shared_data, tmp_path):
    rng = random.Random(SEED)
    kills = max(len(TASKS), KILLS // 8)
    job = next(iter(deployed.client.jobs.list(name="ingest")))
    repaired = 0
    for number, part in enumerate(parts(shared_data, tmp_path, kills)):
        deployed.lakehouse("load", str(part))
        run_id = deployed.client.jobs.run_now(job.job_id or 0).run_id
        task = TASKS[number % len(TASKS)]
        wait(deployed, run_id, task)
        time.sleep(rng.uniform(0, 2))
        kill_cluster(deployed)
        run = wait(deployed, run_id)
        attempts = sum(t.attempt_number or 0 for t in run.tasks or [])
        if run.state and run.state.result_state != RunResultState.SUCCESS:
            deployed.client.jobs.repair_run(run_id, rerun_all_failed_tasks=True)
            run = wait(deployed, run_id)
            repaired += 1
        assert run.state
        assert run.state.result_state == RunResultState.SUCCESS
        print(f"  kill {number + 1} in {task}: {attempts} retries, run succeeded", flush=True)
    tables = tables_of(deployed)
    assert all(tables.values())
    files = {f: f.read_bytes() for feed in FEEDS for f in (shared_data / feed).rglob("*.json*")}
    contents = {str(f.relative_to(shared_data)): [body] for f, body in files.items()}
    check_bronze(tables, contents, LANDING)
    check(tables)
    print(f"  workspace: {kills} kills, {repaired} runs repaired", flush=True)
