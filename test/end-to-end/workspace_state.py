"""The state of a deployed workspace: rows by table, and differences to the stack."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import LocalWorkspace

CATALOG = "lakehouse_local"


def row_counts(workspace: LocalWorkspace) -> dict[str, int]:
    """Rows by table, counted by the statement that operators use."""
    done = workspace.lakehouse(
        *("sql", "--json", "--catalog", CATALOG, "-f", "sql/monitoring/row_counts.sql")
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["table_name"]: int(row["row_count"]) for row in rows}


def plan(workspace: LocalWorkspace) -> subprocess.CompletedProcess[str]:
    """Plans the deployed stack again: the exit code is 0 without a change."""
    return subprocess.run(
        ["terraform", "plan", "-input=false", "-detailed-exitcode", "-no-color"],
        cwd=workspace.stack,
        env=workspace.environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
