"""Secrets stay where they belong: a search by value in all output of the product."""

from __future__ import annotations

import json
import re
import subprocess
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied

if TYPE_CHECKING:
    from conftest import LocalWorkspace

PROJECT = Path(__file__).resolve().parents[2]
# What tokens and keys look like, whosever they are.
SECRET = re.compile(
    rb"dapi[0-9a-f]{32}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|-----BEGIN [A-Z ]*PRIVATE KEY"
)


@pytest.fixture(scope="module")
def tokens(deployed: LocalWorkspace) -> list[bytes]:
    """The value of every token of the workspace, after each was used."""
    deployed.lakehouse("token", "analyst@example.com")
    made = deployed.client.tokens.create(comment="for this test", lifetime_seconds=600).token_value
    assert made
    found = [value.encode() for value in re.findall(r"^token = (\S+)", profiles(deployed), re.M)]
    values = [*found, made.encode()]
    assert len(set(values)) >= 7
    for value in values:
        assert WorkspaceClient(host=deployed.host, token=value.decode()).current_user.me().user_name
    return values


def profiles(workspace: LocalWorkspace) -> str:
    return (workspace.home / "databrickscfg").read_text()


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def holding(files: Iterable[Path], values: list[bytes]) -> list[str]:
    """The files that have one of the values somewhere."""
    return [str(path) for path in files if any(value in path.read_bytes() for value in values)]


def written_by_hand() -> list[Path]:
    """The project's files, without what set-up and the tools make."""
    made = re.compile(r"node_modules|cdktf\.out|\..*|.*\.egg-info|__pycache__")
    return [
        path
        for folder in PROJECT.iterdir()
        if not made.fullmatch(folder.name) or folder.name in (".ci", ".github")
        for path in ([folder] if folder.is_file() else files_below(folder))
        if "__pycache__" not in path.parts
    ]


def test_a_search_finds_what_is_there(deployed: LocalWorkspace, tokens: list[bytes]) -> None:
    config = deployed.home / "databrickscfg"
    assert holding([config], tokens[:1]) == [str(config)]
    assert SECRET.search(config.read_bytes())


def test_the_project_has_no_token_and_nothing_that_looks_like_one(tokens: list[bytes]) -> None:
    files = written_by_hand()
    assert len(files) > 300
    assert holding(files, tokens) == []
    assert [str(path) for path in files if SECRET.search(path.read_bytes())] == []


def test_what_is_synthesised_has_none(deployed: LocalWorkspace, tokens: list[bytes]) -> None:
    files = list(files_below(deployed.stack))
    assert any(path.name == "cdk.tf.json" for path in files)
    assert holding((path for path in files if ".terraform" not in path.parts), tokens) == []


def test_plan_and_state_have_none(
    deployed: LocalWorkspace, tokens: list[bytes], tmp_path: Path
) -> None:
    plan = tmp_path / "plan"
    shown = terraform(deployed, "plan", "-input=false", "-no-color", f"-out={plan}")
    as_json = terraform(deployed, "show", "-json", str(plan))
    assert json.loads(as_json)["planned_values"]["root_module"]["resources"]
    state = terraform(deployed, "show", "-json")
    pulled = terraform(deployed, "state", "pull")
    assert json.loads(pulled)["resources"]
    for text in (shown, as_json, state, pulled):
        assert not SECRET.search(text.encode())
    assert holding([plan], tokens) == []


def terraform(workspace: LocalWorkspace, *arguments: str) -> str:
    done = subprocess.run(
        ["terraform", *arguments],
        cwd=workspace.stack,
        env=workspace.environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr if arguments[0] == "plan" else done.stdout


def test_the_workspace_keeps_none_but_the_profiles(
    deployed: LocalWorkspace, tokens: list[bytes]
) -> None:
    """State, logs, audit log, output of runs, tables: all that is in the workspace's folder."""
    with pytest.raises(PermissionDenied):
        WorkspaceClient(host=deployed.host, token=f"dapi{uuid.uuid4().hex}").current_user.me()
    deployed.lakehouse("sql", "select count(*) as secret_test from nowhere", check=False)
    deployed.lakehouse("run", "governance", "--wait", check=False)
    config = deployed.home / "databrickscfg"
    assert config.stat().st_mode & 0o777 == 0o600
    files = [path for path in files_below(deployed.home) if path != config]
    names = {path.relative_to(deployed.home).parts[0] for path in files}
    assert {"state.json", "logs", "audit", "runs", "workspace", "terraform"} <= names
    assert holding(files, tokens) == []
    log = (deployed.home / "logs/api.log").read_text()
    assert "secret_test" in log
    assert not SECRET.search(log.encode())


def test_no_process_is_told_one_on_its_command_line(
    deployed: LocalWorkspace, tokens: list[bytes]
) -> None:
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("the command lines of processes are read from /proc")
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes())
        except OSError:
            continue  # it ended meanwhile
    assert any(str(deployed.home).encode() in line for line in lines)
    assert [line for line in lines if any(value in line for value in tokens)] == []
