"""Failures on a user's machine: one line names the remedy, and nothing is left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LAKEHOUSE = str(PROJECT / "cli/bin/lakehouse.mjs")


def run(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LAKEHOUSE, *arguments],
        cwd=PROJECT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        timeout=120,
    )


def error_of(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a failed command."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


def processes_of(home: Path) -> list[str]:
    """Command lines of the live processes that name the workspace's folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(home) in command:
            found.append(command)
    return found


@pytest.fixture
def home(tmp_path: Path):
    home = tmp_path / "workspace"
    yield home
    run("down", "--home", str(home))
    assert processes_of(home) == []


def test_a_port_that_is_taken(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = error_of(run("up", "--home", str(home), "--port", str(port)))
    assert str(port) in error
    assert "--port" in error


def test_a_workspace_left_by_a_killed_process_comes_up_again(home):
    run("up", "--home", str(home), "--port", "0")
    pid = json.loads((home / "workspace.pid").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text():
        time.sleep(0.05)
    assert json.loads(run("status", "--json", "--home", str(home)).stdout)["state"] == "down"
    done = run("up", "--home", str(home), "--port", "0")
    assert done.returncode == 0, done.stderr
    assert json.loads(run("status", "--json", "--home", str(home)).stdout)["state"] == "up"


def test_up_twice_is_up_once(home):
    run("up", "--home", str(home), "--port", "0")
    again = run("up", "--home", str(home), "--port", "0")
    assert again.returncode == 0
    assert again.stdout.startswith("already up: http://127.0.0.1:")


def test_the_token_is_private_and_in_no_log(home):
    run("up", "--home", str(home), "--port", "0")
    config = home / "databrickscfg"
    assert config.stat().st_mode & 0o777 == 0o600
    tokens = [
        line.split("=", 1)[1].strip()
        for line in config.read_text().splitlines()
        if line.startswith("token")
    ]
    assert tokens
    run("sql", "select 1", "--home", str(home))
    for file in home.rglob("*"):
        if file.is_file() and file != config:
            content = file.read_bytes()
            assert not any(token.encode() in content for token in tokens), file


def test_a_job_that_does_not_exist_and_no_warehouse(home):
    run("up", "--home", str(home), "--port", "0")
    assert "got nope" in error_of(run("run", "nope", "--home", str(home)))
    assert "no SQL warehouse" in error_of(run("sql", "select 1", "--home", str(home)))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGHUP], ids=["ctrl-c", "closed-terminal"])
@pytest.mark.parametrize(
    ("options", "begun"),
    [(["--foreground"], "workspace.pid"), ([], "logs"), (["--warm"], "databrickscfg")],
    ids=["foreground", "background", "warm"],
)
def test_a_start_that_is_interrupted_leaves_no_process(home, options, begun, sent):
    child = subprocess.Popen(
        [LAKEHOUSE, "up", *options, "--home", str(home), "--port", "0"],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (home / begun).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(child.pid, sent)
    child.wait(timeout=60)
    # what runs in the background ends after the command, and Spark not before it has started
    deadline = time.monotonic() + 90
    while processes_of(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(home) == []
    assert not (home / "workspace.pid").exists()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("java", "error: Java 17 or later is needed, got no `java` on PATH"),
        ("node", "error: Node.js 20 or later is needed, got 18.0.0 from `node`"),
        ("python3", "error: Python 3.11 or later is needed, got 3.9.1 from `python3`"),
        ("terraform", "error: Terraform 1.10 or later is needed, got no `terraform` on PATH"),
    ],
)
def test_set_up_says_what_is_missing(tmp_path: Path, command: str, says: str):
    """With only what the check itself needs on PATH, and one tool absent or too old."""
    old = {"node": "v18.0.0", "python3": "Python 3.9.1"}
    tools = ["bash", "env", "grep", "head", "sort", "awk", "df", "sed", "dirname", "tail"]
    needed = ["node", "npm", "python3", "java", "javac", "mvn", "terraform"]
    for tool in {*tools, *needed} - {command}:
        path = shutil.which(tool)
        assert path, tool
        (tmp_path / tool).symlink_to(path)
    if command in old:
        fake = tmp_path / command
        fake.write_text(f"#!/bin/bash\necho '{old[command]}'\n")
        fake.chmod(0o755)
    done = subprocess.run(
        ["tools/check.sh"],
        cwd=PROJECT,
        env={"PATH": str(tmp_path), "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert says in done.stderr


@pytest.mark.parametrize(
    ("go", "says"),
    [
        (
            "echo 'reading go.mod: 403 Forbidden' >&2; exit 1",
            "error: the provider did not build: reading go.mod: 403 Forbidden",
        ),
        (
            "echo 'write cache: no space left on device' >&2; exit 1",
            "error: the provider did not build: write cache: no space left on device",
        ),
        (None, "error: no registry of providers answers and there is no `go` on PATH"),
    ],
)
def test_a_provider_that_cannot_be_built(tmp_path: Path, go: str | None, says: str):
    """Where no registry of providers answers, and a later try is not taken for done."""
    tools, path = tmp_path / "tools", tmp_path / "bin"
    tools.mkdir()
    path.mkdir()
    for file in ("provider.sh", "go.mod"):
        shutil.copy(PROJECT / "tools" / file, tools)
    used = ["bash", "env", "awk", "sed", "dirname", "mkdir", "cat", "rm", "mktemp", "tail"]
    for tool in [*used, "timeout"]:
        (path / tool).symlink_to(shutil.which(tool))
    answers = '[ "$1" = version ] && echo \'"platform": "linux_amd64"\' || exit 1'
    for name, does in {"terraform": answers, "go": go}.items():
        if does is not None:
            (path / name).write_text(f"#!/bin/bash\n{does}\n")
            (path / name).chmod(0o755)
    done = subprocess.run(
        [tools / "provider.sh"],
        env={"PATH": str(path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith(says)
    assert not list((tmp_path / ".build/terraform").glob("*.done"))
