"""Whether it goes well: alerts, as the deployed monitoring job evaluates them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import LocalWorkspace


def alerts(workspace: LocalWorkspace) -> dict[str, str]:
    """The state of each alert, as the command line tells it."""
    listed = workspace.lakehouse("alerts", "--json").stdout.splitlines()
    return {line["alert"]: line["state"] for line in map(json.loads, listed)}


def test_the_monitoring_job_evaluates_every_alert(governed: LocalWorkspace) -> None:
    governed.lakehouse("run", "monitoring", "--wait")
    states = alerts(governed)
    assert states["stale feeds"] == "OK"
    assert "UNKNOWN" not in states.values()
