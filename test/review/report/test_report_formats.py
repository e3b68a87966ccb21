"""Reports of a real plan, checked by the schemas and parsers of the tools that read them."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
PLAN = PROJECT / "test/review/plans/dangerous.json"
SARIF_SCHEMA = PROJECT / "test/review/schemas/sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All formats, by one call of the command."""
    folder = tmp_path_factory.mktemp("reports")
    files = {name: folder / f"review.{name}" for name in ("sarif", "junit", "gitlab", "json")}
    outputs = [
        argument
        for name, file in files.items()
        for argument in ("--format", name, "--out", str(file))
    ]
    command = ["node", "cli/bin/lakehouse.mjs", "review", str(PLAN), "--env", "local", *outputs]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    return files


def test_sarif_is_valid_by_the_schema_of_the_standard(reports: dict[str, Path]) -> None:
    def check(file: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SARIF_SCHEMA)]
        return subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=60)

    done = check(reports["sarif"])
    assert done.returncode == 0, done.stdout
    log = json.loads(reports["sarif"].read_text())
    log["runs"][0]["results"][0]["level"] = "fatal"
    broken = reports["sarif"].with_name("broken.sarif")
    broken.write_text(json.dumps(log))
    assert check(broken).returncode != 0


def test_junit_is_xml_whose_counts_are_those_of_its_cases(reports: dict[str, Path]) -> None:
    root = ElementTree.parse(reports["junit"]).getroot()
    findings = json.loads(reports["json"].read_text())["findings"]
    blocking = [f for f in findings if f["severity"] == "block"]
    for suite in (root, root[0]):
        assert int(suite.attrib["tests"]) == len(root.findall(".//testcase"))
        assert int(suite.attrib["failures"]) == len(blocking)
    messages = [failure.attrib["message"] for failure in root.iter("failure")]
    assert sorted(messages) == sorted(f["message"] for f in blocking)


def test_gitlab_counts_the_changes(reports: dict[str, Path]) -> None:
    summary = json.loads(reports["json"].read_text())["summary"]
    assert json.loads(reports["gitlab"].read_text()) == {
        "create": summary["create"] + summary["replace"],
        "update": summary["update"],
        "delete": summary["delete"] + summary["replace"],
    }
