"""Serverless compute gives what clusters give: the same calls by the same jobs, in both lanes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .. import sample_calls
from ..forms import LONG
from .workspace_state import row_counts

if TYPE_CHECKING:
    from conftest import LocalWorkspace

pytestmark = pytest.mark.skipif(not LONG, reason="two workspaces: the long form alone")

Workspaces = Callable[..., AbstractContextManager["LocalWorkspace"]]

TABLES = (
    "silver.conversations",
    "silver.conversation_signals",
    "silver.deals",
    "silver.reps",
    "silver.deletions",
    "silver.quarantine",
    "gold.rep_monthly_scores",
)
REPORTS = {
    "quality results": """
        select target_table, rule, severity, stage, sum(passed) as passed, sum(failed) as failed
        from lakehouse_local.ops.quality_results
        group by all
        order by all
    """,
    "rejected records": """
        select target_table, error.rule, count(*) as records
        from lakehouse_local.silver.quarantine
        lateral view explode(errors) as error
        group by all
        order by all
    """,
    "stages": """
        select job_name, stage, feed, state, attempts, rows_read, rows_written, rows_quarantined
        from lakehouse_local.ops.pipeline_runs
        order by all
    """,
    "rescued data": """
        select * except (day, first_ingested_at, last_ingested_at, updated_at)
        from lakehouse_local.ops.rescued_data
        order by all
    """,
    "governance": """
        select
            securable,
            property,
            -- each workspace has another service principal
            regexp_replace(expected, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id') as expected,
            regexp_replace(found, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'id') as found,
            outcome
        from lakehouse_local.ops.governance_report
        order by all
    """,
    "lineage of signals": """
        select
            count(*) as signals,
            count(gold_avg_value) as in_gold,
            count(bronze_file) as in_files,
            sum(crc32(to_json(struct(*)))) as hashes
        from (
            select * except (
                gold_updated_at, silver_updated_at, bronze_ingested_at, file_modification_time
            )
            from spark_catalog.gold.signal_lineage
        )
    """,
    "lineage of columns": """
        select count(*) as edges, sum(crc32(to_json(struct(*)))) as hashes
        from spark_catalog.gold.column_lineage
    """,
}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated calls with defects."""
    folder = tmp_path_factory.mktemp("calls")
    sample_calls.generate(folder)
    return folder


def outcome(workspace: LocalWorkspace, calls: Path, compute: str, contracts: Path) -> dict:
    """The outcome of the jobs of a lane for the calls."""
    workspace.environment["LAKEHOUSE_LOCAL_SETTINGS"] = json.dumps({"jobCompute": compute})
    workspace.lakehouse("deploy", "--auto-approve")
    workspace.lakehouse("load", str(calls))
    for job in ("ingest", "governance"):
        workspace.lakehouse("run", job, "--wait")
    clusters = {
        job.settings.name: bool(job.settings.job_clusters)
        for job in workspace.client.jobs.list(expand_tasks=True)
        if job.settings and job.settings.name in ("ingest", "governance")
    }
    tables = json.loads(contracts.read_text())["tables"]
    return {
        "has clusters": clusters,
        "row counts": row_counts(workspace),
        **{name: _content(workspace, name, tables[name]) for name in TABLES},
        **{name: workspace.rows(statement) for name, statement in REPORTS.items()},
        "lineage of a signal": _way_of_a_signal(workspace),
    }


def _way_of_a_signal(workspace: LocalWorkspace) -> dict[str, Any]:
    """The way of the first signal by `lakehouse lineage`, without the times of the run."""
    (signal,) = workspace.rows("select min(signal_id) as id from spark_catalog.gold.signal_lineage")
    way = json.loads(workspace.lakehouse("lineage", str(signal["id"]), "--json").stdout)
    return {name: value for name, value in way.items() if not name.endswith(("_at", "_time"))}


def _content(workspace: LocalWorkspace, name: str, table: dict[str, Any]) -> dict[str, Any]:
    """Rows of a table, and a sum of hashes of them without the columns of the run."""
    of_run = {*table["runColumns"], "ingested_at"}
    columns = [c["name"] for c in table["columns"] if c["name"] not in of_run]
    (row,) = workspace.rows(
        f"select count(*) as row_count, sum(crc32(to_json(struct({', '.join(columns)})))) as hashes"
        f" from lakehouse_local.{name}"
    )
    return row


@pytest.fixture(scope="module")
def outcomes(
    workspace_at: Workspaces,
    calls: Path,
    contracts_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """The outcome of each lane, each in a separate workspace."""
    found = {}
    for lane in ("serverless", "cluster"):
        with workspace_at(tmp_path_factory.mktemp(lane)) as workspace:
            found[lane] = outcome(workspace, calls, lane, contracts_file)
    return found


def test_lanes_differ_in_their_compute_alone(outcomes: dict[str, dict[str, Any]]) -> None:
    cluster, serverless = outcomes["cluster"], outcomes["serverless"]
    assert set(cluster.pop("has clusters").values()) == {True}
    assert set(serverless.pop("has clusters").values()) == {False}
    assert int(cluster["silver.conversations"]["row_count"]) > 50
    assert int(cluster["silver.quarantine"]["row_count"]) > 0
    assert cluster["quality results"]
    assert cluster["stages"]
    (lineage,) = cluster["lineage of signals"]
    assert lineage["signals"] == lineage["in_files"] != "0" != lineage["in_gold"]
    assert cluster["lineage of a signal"]["bronze_file"]
    for name, expected in cluster.items():
        assert serverless[name] == expected, name
