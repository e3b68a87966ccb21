"""The tutorial of the Free Edition, command by command, on a local workspace with its limits.

The commands and their output are those of the page: a line of output in the page is a line of the
output of its command, and `...` replaces any others.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.iam import ComplexValue

from ..forms import LONG
from .opened_page import opened_page

PROJECT = Path(__file__).resolve().parents[2]
PAGE = "docs/tutorials/getting-started.md"
SECTION = re.compile(r"^## In the Free Edition\n(.*?)^## ", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
GROUPS = re.compile(r"create the groups (.*?)\.$", re.MULTILINE)

VARYING = re.compile(r"<[^>]*>|\brun \d+|\b\d+\.\d s\b")

INSTALLATION = ("git clone ", "make setup")
"""Commands of the page that the tests themselves have run."""


@dataclass(frozen=True)
class Step:
    """A command of the page, and the lines of its output that the page shows."""

    command: str
    output: tuple[str, ...]


def steps(page: str) -> list[Step]:
    """The commands of the section of the Free Edition."""
    section = SECTION.search(page)
    assert section, f"{PAGE}: no section of the Free Edition"
    found = []
    for block in BLOCK.findall(section[1]):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.splitlines()
            found.append(Step(command, tuple(output)))
    return found


def pattern(line: str) -> re.Pattern[str]:
    """A pattern of a line of output, whose ids of runs, durations and `<...>` are any text."""
    parts = (re.sub(r"(\\ )+", r"\\s+", re.escape(part)) for part in VARYING.split(line.strip()))
    return re.compile(r"\s*" + ".+".join(parts) + r"\s*")


def missing(step: Step, output: str) -> list[str]:
    """The lines of the page that the output has not, or not in their order."""
    lines = iter(output.splitlines())
    return [
        line
        for line in step.output
        if line != "..." and not any(pattern(line).fullmatch(found) for found in lines)
    ]


def test_the_page_has_each_step_with_its_output() -> None:
    found = steps((PROJECT / PAGE).read_text())
    commands = [step.command for step in found]
    for word in ("init --free", "doctor", "cdktf deploy", "load", "run ingest", "run governance"):
        (step,) = (step for step in found if word in step.command)
        assert step.output, step.command
    assert commands[0].startswith(INSTALLATION[0])
    shown = Step("x", ("ok  a <b>", "...", "run 7 ended  1.5 s"))
    assert missing(shown, "ok    a 7\nother\nrun 8 ended 22.1 s") == []
    assert missing(shown, "run 8 ended 22.1 s\nok a 7") == ["run 7 ended  1.5 s"]


@dataclass(frozen=True)
class FirstDay:
    """A checkout of the project, and the variables of the shell that follows the page."""

    repository: Path
    environment: dict[str, str]
    client: WorkspaceClient

    def run(self, command: str, timeout: int = 900) -> str:
        """Runs a command of the page, and returns what a terminal shows."""
        # npx would find the command of the other checkout, which node_modules links to
        command = command.replace("npx lakehouse", "cli/bin/lakehouse.mjs")
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.repository,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


@pytest.fixture
def first_day(tmp_path: Path) -> Iterator[FirstDay]:
    """An empty local workspace of the Free Edition, and a checkout beside it."""
    repository, home = tmp_path / "lakehouse", tmp_path / "free"
    not_copied = ("node_modules", ".git", ".build", ".lakehouse*", "cdktf.out", "__pycache__")
    shutil.copytree(PROJECT, repository, ignore=shutil.ignore_patterns(*not_copied))
    for made in ("node_modules", ".build"):
        (repository / made).symlink_to(PROJECT / made)
    lakehouse = str(repository / "cli/bin/lakehouse.mjs")
    subprocess.run(
        [lakehouse, "up", "--kind", "free", "--home", str(home), "--port", "0"],
        check=True,
        cwd=repository,
        capture_output=True,
    )
    try:
        client = WorkspaceClient(config_file=str(home / "databrickscfg"), profile="lakehouse-local")
        shown = subprocess.run(
            [lakehouse, "env", "--json", "--home", str(home)],
            check=True,
            cwd=repository,
            capture_output=True,
        )
        # where terraform finds the provider of this machine
        terraform = {
            name: value for name, value in json.loads(shown.stdout).items() if "TF_CLI" in name
        }
        variables = terraform | {
            "DATABRICKS_HOST": client.config.host or "",
            "DATABRICKS_TOKEN": client.config.token or "",
            "DATABRICKS_CONFIG_FILE": "/dev/null",
            "CI": "true",
        }
        yield FirstDay(repository, os.environ | variables, client)
    finally:
        subprocess.run([lakehouse, "down", "--home", str(home)], check=True, capture_output=True)


def prepare(client: WorkspaceClient, page: str) -> str:
    """Does the first step of the page, and returns the application id of the principal."""
    me = client.current_user.me()
    names = re.findall(r"`([\w-]+)`", " ".join(GROUPS.findall(page)))
    assert len(names) == 5, names
    for name in names:
        members = [ComplexValue(value=me.id)] if name == "lakehouse-owners" else None
        client.groups.create(display_name=name, members=members)
    jobs = client.service_principals.create(display_name="lakehouse-jobs-free")
    # the local workspace has no role *User*: its admins run jobs as any principal
    for warehouse in client.warehouses.list():
        client.warehouses.delete(warehouse.id or "")
    return jobs.application_id or ""


def scores(day: FirstDay) -> list[dict[str, Any]]:
    """The rows of the chart of scores by month."""
    with opened_page(day.repository, day.environment, "--catalog", "workspace") as url:
        [dashboard] = requests.get(f"{url}/api/session", timeout=60).json()["dashboards"]
        at = f"{url}/api/dashboards/{dashboard['id']}/widgets/rep_by_month"
        answer = requests.post(at, json={"selections": {}}, timeout=120)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


@pytest.mark.skipif(not LONG, reason="the long form alone follows the page")
def test_the_page_leads_from_an_empty_workspace_to_a_dashboard(first_day: FirstDay) -> None:
    page = (PROJECT / PAGE).read_text()
    application_id = prepare(first_day.client, page)
    host, token = (first_day.environment[f"DATABRICKS_{name}"] for name in ("HOST", "TOKEN"))
    values = {
        "https://<workspace>.cloud.databricks.com": host,
        "<token>": token,
        "<application id>": application_id,
    }
    began, differences = time.monotonic(), {}
    for step in steps(page):
        if step.command.startswith(INSTALLATION) or step.command.startswith("export "):
            continue
        command = step.command
        for placeholder, value in values.items():
            command = command.replace(placeholder, value)
        if "cdktf deploy" in command:
            command += " --auto-approve"
        started = time.monotonic()
        output = first_day.run(command)
        print(f"$ {step.command} ({time.monotonic() - started:.0f} s)\n{output}", flush=True)
        if absent := missing(step, output):
            differences[step.command] = absent
    found = scores(first_day)
    print(f"{time.monotonic() - began:.0f} s to {len(found)} rows of the dashboard", flush=True)
    assert found
    assert differences == {}
