"""A change on its way from dev to prod, and all that must not get there.

Runs on this machine: a separate repository, a local workspace for each environment, and the real
terraform with a state for each. The short form has no staging: dev is promoted to prod. The long
form promotes dev to staging, and applies an approved plan to prod.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..forms import LONG

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("dev", "staging", "prod") if LONG else ("dev", "prod")
PROMOTED_TO = ENVIRONMENTS[1]
NOT_COPIED = shutil.ignore_patterns(
    *("node_modules", ".git", ".build", ".lakehouse*", "cdktf.out", "__pycache__", ".*_cache")
)
AUTHOR = ["-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@example.com"]


@dataclass(frozen=True)
class Rehearsal:
    """A checkout of the project, and a folder with the workspaces of its environments."""

    repository: Path
    folder: Path

    def lakehouse(self, *arguments: str, ends_with: int = 0) -> subprocess.CompletedProcess[str]:
        """Runs the checkout's own command line."""
        done = subprocess.run(
            [str(self.repository / "cli/bin/lakehouse.mjs"), *arguments],
            cwd=self.repository,
            env=os.environ | {"LAKEHOUSE_REHEARSAL": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == ends_with, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done

    def refusal(self, *arguments: str, ends_with: int = 1) -> str:
        """The last line of a command that does not do what it was asked."""
        done = self.lakehouse(*arguments, ends_with=ends_with)
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("error: "), done.stderr
        return last.removeprefix("error: ")

    def plan(self, environment: str, name: str, ends_with: int = 0) -> dict[str, Any]:
        """Plans an environment into a folder of that name; the manifest."""
        out = str(self.plans / name)
        done = self.lakehouse(
            *("plan", "--env", environment, "--out", out, "--json"), ends_with=ends_with
        )
        return json.loads(done.stdout)

    def apply(self, name: str, *options: str) -> dict[str, Any]:
        """Applies such a plan; the record of the deployment."""
        done = self.lakehouse("apply", str(self.plans / name), "--json", *options)
        return json.loads(done.stdout)

    def status(self, *environments: str) -> list[dict[str, Any]]:
        """What is deployed to each of the environments."""
        done = self.lakehouse("status", "--json", "--env", *environments)
        return [json.loads(line) for line in done.stdout.splitlines()]

    @property
    def plans(self) -> Path:
        return self.folder / "plans"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *AUTHOR, *arguments],
            cwd=self.repository,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str, *edits: tuple[str, str, str]) -> str:
        """Commits edits, each of a file, a pattern in it and what takes its place; the commit."""
        for file, pattern, replacement in edits:
            path = self.repository / file
            text, count = re.subn(pattern, replacement, path.read_text())
            assert count, f"{file} has no {pattern}"
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A repository with one commit, and a workspace for each environment, up and empty."""
    folder = tmp_path_factory.mktemp("rehearsal")
    repository = folder / "repository"
    shutil.copytree(PROJECT, repository, ignore=NOT_COPIED)
    for made in ("node_modules", ".build"):
        (repository / made).symlink_to(PROJECT / made)
    found = Rehearsal(repository, folder)
    found.git("init", "--quiet", "--initial-branch", "main")
    (repository / ".git/info/exclude").write_text("node_modules\n.build\n")
    found.commit("Begin")
    try:
        for environment in ENVIRONMENTS:
            found.lakehouse("up", "--home", str(folder / environment), "--port", "0")
        yield found
    finally:
        for environment in ENVIRONMENTS:
            found.lakehouse("down", "--home", str(folder / environment))


@dataclass(frozen=True)
class Promoted:
    """The two commits that went all the way."""

    first: str
    second: str


@pytest.fixture(scope="module")
def promoted(rehearsal: Rehearsal) -> Promoted:
    """Prod with a first commit, then a second in all environments, as the workflow has it."""
    first = rehearsal.git("rev-parse", "HEAD")
    planned = rehearsal.plan("prod", "prod-first")
    assert planned["commit"] == first
    assert planned["state"] == {"lineage": None, "serial": None}
    # an approved plan is identified by its digest, and that plan is applied
    approved = json.loads((rehearsal.plans / "prod-first/manifest.json").read_text())["digest"]
    wrong = rehearsal.refusal(
        "apply", str(rehearsal.plans / "prod-first"), "--digest", f"sha256:{64 * '0'}"
    )
    assert wrong == f"plan: not the approved one (sha256:{64 * '0'}), got {approved}"
    deployed = rehearsal.apply("prod-first", "--digest", approved)
    assert (deployed["number"], deployed["planDigest"]) == (1, approved)

    second = rehearsal.commit(
        "Change", ("sql/monitoring/row_counts.sql", "purpose: ", "purpose:  ")
    )
    rehearsal.plan("dev", "dev-second")
    rehearsal.apply("dev-second")
    rehearsal.plan("prod", "prod-early")
    promote = ("promote", "--from", "dev", "--to", PROMOTED_TO, "--yes")
    review = rehearsal.lakehouse(*promote).stdout
    assert review.startswith(f"## Plan of `{PROMOTED_TO}`: ")
    if LONG:
        assert rehearsal.plan("prod", "prod-second")["changes"]["update"] == 1
        rehearsal.apply("prod-second")
    return Promoted(first, second)


def test_a_change_is_promoted_through_all_and_recorded(
    rehearsal: Rehearsal, promoted: Promoted
) -> None:
    found = rehearsal.status(*ENVIRONMENTS)
    assert [one["environment"] for one in found] == list(ENVIRONMENTS)
    for one in found:
        deployed = one["deployed"]
        assert deployed["commit"] == promoted.second
        assert (deployed["outcome"], deployed["by"]) == ("succeeded", "admin@example.com")
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", deployed["planDigest"])
        assert one["commitsBehind"] == 0
    of = {one["environment"]: one for one in found}
    assert (of["dev"]["deployed"]["number"], of["prod"]["deployed"]["number"]) == (1, 2)
    promoted_from = {name: one["deployed"].get("promotedFrom") for name, one in of.items()}
    assert promoted_from == dict.fromkeys(ENVIRONMENTS) | {PROMOTED_TO: "dev"}
    assert [len(of[name]["before"]) for name in ("dev", "prod")] == [0, 1]
    shown = rehearsal.lakehouse("status", "--env", "prod").stdout
    assert f"prod       {promoted.second[:10]} succeeded (as checked out, from dev)" in shown
    assert f"before: 1, {promoted.first[:10]} succeeded" in shown


def test_a_plan_is_refused_once_the_state_has_moved(
    rehearsal: Rehearsal, promoted: Promoted
) -> None:
    refusal = rehearsal.refusal("apply", str(rehearsal.plans / "prod-early"))
    assert refusal.startswith("plan: stale, because the state of prod is not serial ")
    assert rehearsal.status("prod")[0]["deployed"]["number"] == 2


def test_an_older_commit_gets_over_no_newer_one(rehearsal: Rehearsal, promoted: Promoted) -> None:
    rehearsal.git("checkout", "--quiet", promoted.first)
    try:
        older = rehearsal.refusal("plan", "--env", "prod")
        moved = rehearsal.refusal("apply", str(rehearsal.plans / "prod-early"))
        promote = rehearsal.refusal("promote", "--from", "dev", "--to", "prod", "--yes")
    finally:
        rehearsal.git("checkout", "--quiet", "main")
    second, first = promoted.second[:10], promoted.first[:10]
    assert older.startswith(f"commit: not after {second}, which prod has (deployment 2)")
    assert f"got {first}, an older one" in older
    assert moved.startswith(f"checkout: not at {second}, the commit of the plan, got {first}")
    assert promote == f"checkout: not at {second}, which dev runs, got {first}"


def test_a_dangerous_change_is_stopped_and_a_moved_construct_destroys_nothing(
    rehearsal: Rehearsal, promoted: Promoted
) -> None:
    analysts = "{ principal: this.principals.analysts, privileges: ['SELECT', 'USE_SCHEMA'] }"
    moved = r"volume.moveFromId(`databricks_volume.${props.name}`)"
    rehearsal.commit(
        "Move the volumes, and let analysts read silver",
        (
            "constructs/governance/access-model.ts",
            r"(case 'silver':\n\s+return \[)",
            rf"\1{analysts}, ",
        ),
        (
            "constructs/storage/data-volume.ts",
            r"withLogicalId\(volume, props\.name\);",
            rf"withLogicalId(volume, `volume_${{props.name}}`); {moved};",
        ),
    )
    try:
        plan = rehearsal.plans / "dangerous"
        manifest = rehearsal.plan("dev", "dangerous", ends_with=2)
        assert manifest["changes"]["move"] == 3
        assert manifest["changes"]["delete"] == manifest["changes"]["create"] == 0
        review = (plan / "review.md").read_text()
        assert "**Blocked**" in review
        assert "access-beyond-model" in review
        report = json.loads((plan / "review.json").read_text())
        assert {one["principal"] for one in report["access"]} == {"analysts"}
        refusal = rehearsal.refusal("apply", str(plan), ends_with=2)
        assert refusal.startswith("the plan of dev is blocked by ")
        assert "access-beyond-model" in refusal
        assert rehearsal.status("dev")[0]["deployed"]["commit"] == promoted.second
    finally:
        rehearsal.git("reset", "--quiet", "--hard", promoted.second)


def test_a_lock_that_is_held_is_named(rehearsal: Rehearsal, promoted: Promoted) -> None:
    with locked(rehearsal.folder / "dev/terraform/lakehouse-dev.tfstate", who="ann@laptop"):
        refusal = rehearsal.refusal("plan", "--env", "dev")
    assert refusal.startswith("the state is locked by ann@laptop since 2026-11-25 ")
    assert "`terraform force-unlock 6f0c8f8e`" in refusal


def test_what_has_no_name_or_is_not_there_is_not_deployed(
    rehearsal: Rehearsal, promoted: Promoted
) -> None:
    (rehearsal.repository / "sql/new.sql").write_text("select 1\n")
    try:
        dirty = rehearsal.refusal("plan", "--env", "dev")
    finally:
        (rehearsal.repository / "sql/new.sql").unlink()
    assert dirty == "checkout: uncommitted changes, got 1 changed files (sql/new.sql)"
    unknown = rehearsal.refusal("plan", "--env", "prd")
    assert unknown == "--env: not one of local, dev, staging, prod, got prd"

    state = rehearsal.folder / "dev/terraform/lakehouse-dev.tfstate"
    state.rename(state.with_suffix(".away"))
    try:
        lost = rehearsal.refusal("plan", "--env", "dev")
    finally:
        state.with_suffix(".away").rename(state)
    assert lost.startswith("state of dev: does not exist, but deployment 1 is recorded")


@contextmanager
def locked(state: Path, who: str) -> Iterator[None]:
    """Holds the lock on a state as terraform does, for another user."""
    info = state.with_name(f".{state.name}.lock.info")
    held = {"ID": "6f0c8f8e", "Operation": "OperationTypeApply", "Who": who, "Version": "1.11.4"}
    with state.open("r+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        info.write_text(json.dumps(held | {"Created": "2026-11-25T15:42:17Z", "Path": str(state)}))
        try:
            yield
        finally:
            info.unlink()
