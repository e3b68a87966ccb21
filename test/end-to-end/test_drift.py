"""Changes outside of terraform are found on both planes, and distinguished."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databricks.sdk.service.catalog import PermissionsChange, Privilege
from databricks.sdk.service.jobs import JobSettings

if TYPE_CHECKING:
    from conftest import LocalWorkspace

CATALOG = "lakehouse_local"
# no stream reads it: one would stop at a column that comes and goes
TABLE = f"{CATALOG}.gold.rep_monthly_scores"
GOLD = {"securable_type": "schema", "full_name": f"{CATALOG}.gold"}


@pytest.fixture
def changed(governed: LocalWorkspace) -> Iterator[None]:
    """A column added, a grant widened, a job edited, a constraint dropped, a function replaced."""
    client = governed.client
    [job] = client.jobs.list(name="ingest")
    history = governed.rows(f"describe history {TABLE}")
    widened = PermissionsChange(principal="analysts", add=[Privilege.CREATE_TABLE])
    try:
        governed.rows(f"alter table {TABLE} add column shadow string")
        client.grants.update(**GOLD, changes=[widened])
        client.jobs.update(job.job_id, new_settings=JobSettings(max_concurrent_runs=7))
        governed.rows(f"alter table {CATALOG}.silver.reps drop constraint rep_id_present")
        governed.rows(
            f"create or replace function {CATALOG}.governance.mask_text(value string)"
            " returns string return value"
        )
        yield
    finally:
        governed.rows(f"restore table {TABLE} to version as of {history[0]['version']}")
        taken_back = PermissionsChange(principal="analysts", remove=[Privilege.CREATE_TABLE])
        client.grants.update(**GOLD, changes=[taken_back])
        client.jobs.update(job.job_id, new_settings=JobSettings(max_concurrent_runs=1))


def test_drift_is_found_on_both_planes(
    governed: LocalWorkspace, changed: None, tmp_path: Path
) -> None:
    page, report = tmp_path / "drift.md", tmp_path / "drift.json"
    done = governed.lakehouse(
        *("drift", "--env", "local", "--run", "--out", str(page), "--json", str(report)),
        check=False,
    )
    assert done.returncode == 2, done.stderr

    found = json.loads(report.read_text())
    assert found["drifted"] is True
    rooms = found["controlPlane"]["report"]["rooms"]
    changes = {one["address"]: one for room in rooms for one in room["changes"]}
    assert {address: one["action"] for address, one in changes.items()} == {
        "databricks_grants.schema_gold": "update",
        "databricks_job.ingest": "update",
        "databricks_sql_table.gold_rep_monthly_scores": "update",
    }
    access = found["controlPlane"]["report"]["access"]
    assert [(one["principal"], one["loses"]) for one in access] == [("analysts", ["CREATE_TABLE"])]
    findings = {
        (one["securable"], one["property"]): one["outcome"]
        for one in found["dataPlane"]["findings"]
    }
    assert findings == {
        ("gold.rep_monthly_scores", "column shadow"): "left: a deployment changes columns",
        ("governance.mask_text", "definition"): "repaired",
        ("silver.reps", "constraint rep_id_present"): "repaired",
    }

    text = page.read_text()
    assert text.startswith("# local has drifted\n")
    for name in (
        "gold.rep_monthly_scores",
        "governance.mask_text",
        "silver.reps",
        "max_concurrent_runs",
    ):
        assert name in text


def test_what_could_not_be_checked_is_not_called_clean(
    governed: LocalWorkspace, tmp_path: Path
) -> None:
    stale = governed.lakehouse(
        *("drift", "--env", "local", "--within-hours", "0.0001"), check=False
    )
    assert stale.returncode == 1
    assert "governance job: no run in the last 0.0001 hours" in stale.stderr
