"""A mistake in a table is found by its history and taken back, by commands, on a real job run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import LocalWorkspace

TABLE = "lakehouse_local.silver.reps"


def standing(workspace: LocalWorkspace) -> tuple[list, list, list]:
    """The reps, their scores, and the constraints of the table."""
    return (
        workspace.rows(f"select * from {TABLE} order by rep_id"),
        workspace.rows(
            "select * except (updated_at) from lakehouse_local.gold.rep_monthly_scores order by all"
        ),
        [
            row
            for row in workspace.rows(f"show tblproperties {TABLE}")
            if str(row["key"]).startswith("delta.constraints.")
        ],
    )


def test_a_mistake_is_found_and_taken_back(governed: LocalWorkspace) -> None:
    before = standing(governed)
    reps, scores, constraints = before
    assert all(before)
    gone = reps[0]["rep_id"]
    governed.rows(f"delete from {TABLE} where rep_id = :rep", rep=str(gone))

    told = governed.lakehouse("history", "silver.reps", "--limit", "2", "--json").stdout
    mistake, good = map(json.loads, told.splitlines())
    assert (mistake["operation"], mistake["deleted"]) == ("DELETE", 1)
    assert mistake["version"] == good["version"] + 1

    restore = ("restore", "silver.reps", "--version", str(good["version"]))
    dry = json.loads(governed.lakehouse(*restore, "--dry-run", "--json").stdout)
    (change,) = dry["tables"]
    assert (change["goes"], change["returns"], change["changes"]) == (0, 1, 0)
    assert change["sample"] == [{"kind": "missing", "rep_id": gone}]
    assert standing(governed)[0] == reps[1:]

    done = governed.lakehouse(*restore, "--yes")
    assert f"undo: npx lakehouse restore silver.reps --version {mistake['version']}" in done.stderr
    assert standing(governed) == before


def test_a_table_that_is_not_there_is_named(governed: LocalWorkspace) -> None:
    done = governed.lakehouse("history", "silver.nope", check=False)
    assert done.returncode == 1
    assert "got lakehouse_local.silver.nope" in done.stderr
