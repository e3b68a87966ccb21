"""Pipelines of every CI system, checked by the schema of its vendor, and by their promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
AZURE = PROJECT / ".azure-pipelines"
GITLAB = PROJECT / ".gitlab-ci.yml"
PIPELINES = [
    GITLAB,
    *sorted(AZURE.rglob("*.yml")),
    *sorted(PROJECT.glob(".github/workflows/*.yml")),
]


def schema_problems(file: Path, schema: str, transform: str | None = None) -> str:
    """Returns what check-jsonschema prints for a file; an empty text for a valid one."""
    options = ["--regex-variant", "python", "--builtin-schema", f"vendor.{schema}"]
    options += ["--data-transform", transform] if transform else []
    command = [sys.executable, "-m", "check_jsonschema", *options, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_gitlab_pipeline_is_valid_by_the_schema(tmp_path: Path) -> None:
    assert schema_problems(GITLAB, "gitlab-ci", "gitlab-ci") == ""
    broken = tmp_path / "broken.yml"
    broken.write_text(GITLAB.read_text().replace("stage: staging", "stage: [staging, 7]"))
    assert schema_problems(broken, "gitlab-ci", "gitlab-ci") != ""


def azure_problems(pipeline: Any, folder: Path) -> str:
    """Returns the problems of an Azure pipeline, whose schema has all scalars as text."""
    file = folder / "pipeline.yml"
    file.write_text(yaml.safe_dump(pipeline))
    return schema_problems(file, "azure-pipelines", "azure-pipelines")


def azure(name: str) -> Any:
    """Returns a file of Azure DevOps, with the first environment in place of each of a loop."""
    text = (AZURE / f"{name}.yml").read_text().replace("${{ environment }}", "dev")
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506


@pytest.mark.parametrize("name", ["pull-request", "deploy", "drift"])
def test_azure_pipelines_are_valid_by_the_schema(name: str, tmp_path: Path) -> None:
    pipeline = azure(name)
    assert azure_problems(pipeline, tmp_path) == ""
    pipeline["jobs" if "jobs" in pipeline else "stages"] = [{"jobb": "typo"}]
    assert azure_problems(pipeline, tmp_path) != ""


@pytest.mark.parametrize("name", ["setup", "signed-in", "deploy"])
def test_azure_templates_are_valid_as_part_of_a_pipeline(name: str, tmp_path: Path) -> None:
    template = azure(f"templates/{name}")
    # the schema of a pipeline has no parameters without a default
    del template["parameters"]
    if "variables" in template:
        template["steps"] = [{"bash": "true"}]
    for stage in template.get("stages", []):
        stage["dependsOn"] = ["a"]
    assert azure_problems(template, tmp_path) == ""


def test_github_workflows_are_valid_by_the_schema() -> None:
    for file in PROJECT.glob(".github/workflows/*.yml"):
        assert schema_problems(file, "github-workflows") == "", file.name


def commands(file: Path) -> list[str]:
    """Returns the calls of the command in a pipeline, each on one line."""
    return re.findall(r"npx lakehouse [a-z][^\n|)]*", file.read_text())


def test_every_system_runs_the_same_gates() -> None:
    gitlab = commands(GITLAB)
    azure = [call for file in sorted(AZURE.rglob("*.yml")) for call in commands(file)]
    github = [c for f in sorted(PROJECT.glob(".github/workflows/*.yml")) for c in commands(f)]
    for calls in (gitlab, azure, github):
        text = "\n".join(calls)
        assert re.search(r"plan --env \S+ --review-only --base", text)
        assert re.search(
            r"apply .lakehouse-plans/prod --digest \"\$DIGEST\" --lock-timeout 600", text
        )
        assert re.search(r"smoke --env \S+ --run ingest governance", text)
        assert "smoke --env prod --run governance" in text
        assert re.search(r"drift --env \S+ --out drift.md --json drift.json", text)
        assert re.search(r"comment --pull-request \S+ \S*dev/review.md\S* \S*prod/review.md", text)


def test_calls_name_commands_and_options_that_exist() -> None:
    listed: dict[str, str] = {}
    for file in PIPELINES:
        for call in commands(file):
            name = call.split()[2]
            if name not in listed:
                help_of = ["node", "cli/bin/lakehouse.mjs", name, "--help"]
                done = subprocess.run(
                    help_of, cwd=PROJECT, capture_output=True, text=True, timeout=60
                )
                assert done.returncode == 0, call
                listed[name] = done.stdout
            for option in re.findall(r"(?<=\s)--[a-z-]+", call):
                assert f"{option} " in listed[name] or f"{option}\n" in listed[name], call


def test_no_pipeline_stores_a_token() -> None:
    for file in PIPELINES:
        text = file.read_text()
        assert not re.search(r"DATABRICKS_TOKEN\b|CLIENT_SECRET|AWS_SECRET_ACCESS_KEY", text), file
        assert not re.search(r"dapi[0-9a-f]{8}|AKIA[0-9A-Z]{8}", text), file


def jobs_of_gitlab() -> dict[str, Any]:
    return yaml.safe_load(GITLAB.read_text())


def test_gitlab_deploys_in_order_and_prod_waits_for_an_approval() -> None:
    jobs = jobs_of_gitlab()
    assert jobs["staging"]["needs"] == ["dev"]
    assert jobs["plan-prod"]["needs"] == ["staging"]
    assert jobs["prod"]["needs"] == [{"job": "plan-prod", "artifacts": True}]
    assert jobs["prod"]["rules"][0]["when"] == "manual"
    assert "resource_group" in jobs[".deploy"]
    assert not any("plan --env" in line for line in jobs["prod"]["script"])
    signs_in = jobs[".signed-in"]["id_tokens"]
    assert set(signs_in) == {"DATABRICKS_OIDC_TOKEN", "AWS_ID_TOKEN"}


def test_azure_deploys_in_order_and_prod_applies_the_approved_plan() -> None:
    stages = yaml.safe_load((AZURE / "deploy.yml").read_text())["stages"]
    assert [stage.get("stage") or stage["parameters"]["environment"] for stage in stages] == [
        "dev",
        "staging",
        "plan_prod",
        "prod",
    ]
    prod = stages[3]
    assert prod["dependsOn"] == ["plan_prod"]
    assert prod["lockBehavior"] == "sequential"
    job = prod["jobs"][0]
    assert job["environment"] == "lakehouse-prod"
    steps = job["strategy"]["runOnce"]["deploy"]["steps"]
    assert not any("plan --env" in step.get("bash", "") for step in steps)
