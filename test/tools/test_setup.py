"""Set-up installs its parts at the same time, and continues where it was stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MEET = """
touch {own}.begun
for _ in $(seq 600); do [ -e {other}.begun ] && break; sleep 0.05; done
[ -e {other}.begun ] || {{ echo 'error: the other part did not begin' >&2; exit 1; }}
"""
PROVIDER = (
    '[ "${{1:-}}" != --check ] || {{ [ -e provider.done ]; exit; }}\n{does}\ntouch provider.done'
)


class Project:
    """A project with the real set-up script; what it calls is replaced by scripts of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "bin"
        for made in ("tools", "cli", "bin", "node_modules", ".build/venv"):
            (folder / made).mkdir(parents=True)
        shutil.copy(PROJECT / "tools/setup.sh", folder / "tools")
        tools = ("requirements.txt", "requirements-tests.txt")
        for file in ("package-lock.json", "cli/package.json", *(f"tools/{name}" for name in tools)):
            (folder / file).write_text(f"{file}\n")
        self.script("tools/check.sh", "exit 0")
        self.script("tools/jars.sh", "exit 0")
        digest = subprocess.run(
            "cksum < tools/requirements.txt | tr -d ' '",
            **{"shell": True, "cwd": folder, "capture_output": True, "text": True, "check": True},
        ).stdout.strip()
        (folder / f".build/venv/.set-up-{digest}").touch()

    def script(self, name: str, does: str) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/bash\n{does}\n")
        file.chmod(0o755)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["tools/setup.sh", *arguments],
            cwd=self.folder,
            env=os.environ | {"PATH": f"{self.path}:{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> tuple[int, str, list[str]]:
        """The exit code, the output, and the lines of errors."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors.splitlines()

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def await_true(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_parts_install_at_the_same_time_and_only_once(project: Project) -> None:
    does = f"echo 'note: built it'\n{MEET.format(own='provider', other='npm')}"
    project.script("tools/provider.sh", PROVIDER.format(does=does))
    project.script("bin/npm", MEET.format(own="npm", other="provider"))
    code, output, errors = project.run()
    assert (code, errors) == (0, [])
    assert "    built it" in output.splitlines()
    for part in ("Databricks provider", "npm packages"):
        assert f"==> Installing {part}" in output
    assert "    npm packages: installed, " in output

    project.script("bin/npm", "exit 1")
    assert project.run() == (0, "", [])


def test_a_part_that_fails_is_named_with_its_reason_and_stops_the_others(project: Project) -> None:
    project.script("tools/provider.sh", PROVIDER.format(does="touch begun; sleep 30; touch late"))
    says = "npm error code E404\nnpm error 404 Not Found - GET https://registry.example/tsx"
    project.script("bin/npm", f"sleep 1; printf '%s\\n' '{says}' >&2; exit 1")
    began = time.monotonic()
    code, _, errors = project.run()
    assert time.monotonic() - began < 30
    assert code == 1
    assert errors == [
        "error: npm packages: set-up failed, got 404 Not Found - GET https://registry.example/tsx."
        " The log is .build/logs/npm_packages.log"
    ]
    assert not list((project.folder / "node_modules").glob(".set-up-*"))

    project.script("tools/provider.sh", PROVIDER.format(does="exit 0"))
    project.script("bin/npm", "exit 0")
    assert project.run()[0] == 0
    assert list((project.folder / "node_modules").glob(".set-up-*"))


def test_ctrl_c_stops_all_that_was_started(project: Project) -> None:
    project.script("tools/provider.sh", PROVIDER.format(does="sleep 1000 & echo $! > pid; wait"))
    project.script("bin/npm", "exit 0")
    process = project.start()
    await_true(lambda: project.has("pid") and (project.folder / "pid").read_text() != "")
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "set-up: interrupted. Run it again to continue"
    started = Path("/proc", (project.folder / "pid").read_text().strip())
    await_true(lambda: not started.exists())
    assert not project.has("provider.done")


def test_an_unknown_scope_is_refused(project: Project) -> None:
    assert project.run("all") == (
        2,
        "",
        ["error: set-up: the scope is not known, got all. Use `product` or `tests`"],
    )
