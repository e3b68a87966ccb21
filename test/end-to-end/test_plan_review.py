"""Plans of the deployed stack by real terraform: a harmless one may pass, a dangerous one not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import LocalWorkspace

PROJECT = Path(__file__).resolve().parents[2]
Stack = dict[str, Any]


@pytest.fixture(scope="module")
def plan(
    deployed: LocalWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[Stack], None]], Path]:
    """Plans the stack after a change to what it synthesises to; the plan as JSON."""
    out = tmp_path_factory.mktemp("review")
    folder = out / "stacks/lakehouse-local"

    def run(*command: str, cwd: Path) -> str:
        done = subprocess.run(
            command, cwd=cwd, env=deployed.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    run("node", "-r", "tsx/cjs", "bench/synth-one.ts", "local", str(out), cwd=PROJECT)
    run("terraform", "init", "-input=false", cwd=folder)
    synthesised = json.loads((folder / "cdk.tf.json").read_text())

    def of(change: Callable[[Stack], None]) -> Path:
        stack = json.loads(json.dumps(synthesised))
        change(stack["resource"])
        (folder / "cdk.tf.json").write_text(json.dumps(stack))
        # a lock is for those who apply
        run("terraform", "plan", "-input=false", "-lock=false", "-out=plan", cwd=folder)
        file = folder / "plan.json"
        file.write_text(run("terraform", "show", "-json", "plan", cwd=folder))
        return file

    return of


def harmless(resources: Stack) -> None:
    resources["databricks_sql_endpoint"]["lakehouse"]["auto_stop_mins"] = 15


def dangerous(resources: Stack) -> None:
    del resources["databricks_sql_table"]["silver_deals"]
    del resources["databricks_grants"]["table_silver_deals"]
    for job in resources["databricks_job"].values():
        job["depends_on"] = [name for name in job["depends_on"] if "silver_deals" not in name]
    analysts = "${databricks_group.analysts.display_name}"
    resources["databricks_grants"]["schema_silver"]["grant"].append(
        {"principal": analysts, "privileges": ["SELECT", "USE_SCHEMA"]}
    )
    resources["databricks_cluster"] = {
        "idle": {"spark_version": "17.3.x-scala2.13", "node_type_id": "local", "num_workers": 1}
    }


def test_a_harmless_change_passes_and_a_dangerous_one_is_stopped(
    deployed: LocalWorkspace, plan: Callable[..., Path], tmp_path: Path
) -> None:
    passed = deployed.lakehouse("review", str(plan(harmless)))
    assert "`auto_stop_mins`: `10` → `15`" in passed.stdout
    assert "Nothing blocks it" in passed.stdout

    file = tmp_path / "review.json"
    arguments = ("review", str(plan(dangerous)), "--json", str(file))
    stopped = deployed.lakehouse(*arguments, check=False)
    assert stopped.returncode == 2, stopped.stderr
    assert "**Blocked**" in stopped.stdout
    report = json.loads(file.read_text())
    blocking = {f["policy"]: f["message"] for f in report["findings"] if f["severity"] == "block"}
    assert blocking["data-destroyed"] == "destroys the table lakehouse_local.silver.deals"
    assert blocking["policy-free-compute"] == "the cluster is under no cluster policy"
    assert blocking["access-beyond-model"].startswith("analysts (analysts) gains SELECT")
    assert "silver.conversations (" in blocking["personal-data-readers"]

    # no policy stops an override with a reason, and the reasons stay
    reasons = [f"--override={policy}=a rehearsal" for policy in blocking]
    deployed.lakehouse(*arguments, *reasons)
    report = json.loads(file.read_text())
    assert {f["override"] for f in report["findings"] if f["severity"] == "block"} == {
        "a rehearsal"
    }

    # with access to the workspace the rows are counted
    counted = deployed.lakehouse(*arguments, "--workspace", check=False)
    assert counted.returncode == 2, counted.stderr
    [stake] = json.loads(file.read_text())["stakes"]
    assert "problem" not in stake
    [count] = deployed.rows("select count(*) as deals from lakehouse_local.silver.deals")
    assert stake["table"] == "lakehouse_local.silver.deals"
    assert str(stake["rows"]) == count["deals"]
    assert stake["bytes"] >= 0
    assert stake["createdAt"] <= stake["modifiedAt"]
    assert f"lakehouse_local.silver.deals: {stake['rows']:,} rows, " in counted.stdout
