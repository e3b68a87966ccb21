"""Every resource type by real terraform and the real provider: made, unchanged, changed, gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from databricks.sdk import WorkspaceClient

PROJECT = Path(__file__).resolve().parents[3]
STACK = Path(__file__).parent / "terraform" / "main.tf"


def lakehouse(*arguments: str) -> None:
    command = [str(PROJECT / "cli/bin/lakehouse.mjs"), *arguments]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A separate workspace: the stack creates its only catalog."""
    home = tmp_path_factory.mktemp("terraform-workspace")
    lakehouse("up", "--home", str(home), "--port", "0")
    yield home
    lakehouse("down", "--home", str(home))


@pytest.fixture(scope="module")
def terraform(home: Path, tmp_path_factory: pytest.TempPathFactory):
    """Runs terraform on the stack; answers the exit code and what it printed."""
    folder = tmp_path_factory.mktemp("stack")
    shutil.copy(STACK, folder)
    environment = os.environ | {
        "DATABRICKS_CONFIG_FILE": str(home / "databrickscfg"),
        "DATABRICKS_CONFIG_PROFILE": "lakehouse-local",
        "DATABRICKS_RATE_LIMIT": "1000",
        "TF_CLI_CONFIG_FILE": str(PROJECT / ".build/terraform/terraform.rc"),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
    }

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        return done.returncode, done.stdout + done.stderr

    code, output = run("init")
    assert code == 0, output
    return run


def health(home: Path) -> dict[str, str]:
    port = json.loads((home / "workspace.pid").read_text())["port"]
    return requests.get(f"http://127.0.0.1:{port}/health", timeout=10).json()


def assert_nothing_to_do(terraform, *variables: str) -> None:
    code, output = terraform("plan", "-detailed-exitcode", *variables)
    assert code == 0, output
    assert "No changes" in output


def evaluated(client: WorkspaceClient, job: str) -> dict[str | None, str]:
    """The states of all alerts after a run of the job that evaluates them."""
    job_id = next(iter(client.jobs.list(name=job))).job_id or 0
    assert client.jobs.run_now(job_id).result().state.result_state.value == "SUCCESS"
    states = {alert.display_name: alert.state.value for alert in client.alerts.list()}
    assert all(
        client.alerts.get(a.id).state.value == states[a.display_name] for a in client.alerts.list()
    )
    return states


def assert_trusts_the_credential(policy: dict, home: Path) -> None:
    """The trust policy of an AWS role asks for the external id that the credential was given."""
    state = json.loads((home / "state.json").read_text())["collections"]
    external_id = state["storage_credentials"]["landing"]["aws_iam_role"]["external_id"]
    unity_catalog, itself = policy["Statement"]
    for statement in (unity_catalog, itself):
        assert statement["Action"] == "sts:AssumeRole"
        assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": external_id}
    assert "unity-catalog-prod-UCMasterRole" in unity_catalog["Principal"]["AWS"]
    assert itself["Condition"]["ArnLike"] == {
        "aws:PrincipalArn": "arn:aws:iam::123456789012:role/landing"
    }


def test_a_stack_is_made_changed_and_destroyed(terraform, home: Path) -> None:
    changed = "-var=changed=true"

    code, output = terraform("apply", "-auto-approve")
    assert code == 0, output
    assert "38 added, 0 changed, 0 destroyed" in output
    assert_nothing_to_do(terraform)
    code, trust = terraform("output", "-raw", "trust")
    assert code == 0, trust
    assert_trusts_the_credential(json.loads(trust), home)

    lakehouse("down", "--home", str(home))
    lakehouse("up", "--home", str(home), "--port", "0")
    assert_nothing_to_do(terraform)
    # what the plan asks is known without Spark
    assert health(home)["cluster"] == "stopped"

    # an alert that is triggered is no change of the stack, and recovers when its condition ends
    client = WorkspaceClient(config_file=str(home / "databrickscfg"), profile="lakehouse-local")
    assert evaluated(client, "monitoring") == {"no deals": "TRIGGERED"}
    assert_nothing_to_do(terraform)
    lakehouse(
        "sql", "--home", str(home), "insert into spark_catalog.silver.deals values ('d1', 1, null)"
    )
    assert evaluated(client, "monitoring") == {"no deals": "OK"}
    told = [json.loads(line) for line in (home / "logs/notifications.jsonl").open()]
    assert [(n["state"], n["to"][0]["addresses"], n["to"][1]["user_name"]) for n in told] == [
        ("TRIGGERED", ["a@example.com"], "rep@example.com"),
        ("OK", ["a@example.com"], "rep@example.com"),
    ]

    # the provider gives a statement 50 s, and a busy machine may need that for the start alone
    client.warehouses.start(next(client.warehouses.list()).id).result()
    code, output = terraform("apply", "-auto-approve", changed)
    assert code == 0, output
    assert "0 added, 19 changed, 0 destroyed" in output
    assert_nothing_to_do(terraform, changed)

    code, output = terraform("destroy", "-auto-approve", changed)
    assert code == 0, output
    assert "38 destroyed" in output
    state = json.loads((home / "state.json").read_text())["collections"]
    left = {name: len(entries) for name, entries in state.items() if entries}
    # the admin, the two system groups, the folders of the workspace, the admin's token, and in the
    # trash the dashboard, with who may open it
    assert [d["lifecycle_state"] for d in state["dashboards"].values()] == ["TRASHED"]
    assert left == {
        "users": 1,
        "groups": 2,
        "workspace_objects": left["workspace_objects"],
        "tokens": 1,
        "dashboards": 1,
        "object_permissions": 1,
    }
    assert not list((home / "volumes").rglob("*.json"))


def test_no_secret_is_written_down(home: Path) -> None:
    token = next(
        line.split(" = ")[1]
        for line in (home / "databrickscfg").read_text().splitlines()
        if line.startswith("token")
    )
    for file in [home / "state.json", *(home / "logs").iterdir()]:
        assert token not in file.read_text(errors="replace"), file
