"""Exported contracts and drafts, checked by the JSON schema of the standard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
SCHEMA = Path(__file__).with_name("odcs-json-schema-v3.1.0.json")


def lakehouse(*arguments: str) -> None:
    command = ["node", "cli/bin/lakehouse.mjs", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def check(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA)]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odcs")
    lakehouse("contract", "export", "--out", str(folder))
    return folder


def test_every_table_and_feed_is_valid(exported: Path) -> None:
    files = sorted(exported.iterdir())
    assert {"landing.deals.odcs.yaml", "silver.conversations.odcs.yaml"} <= {
        file.name for file in files
    }
    done = check(*files)
    assert done.returncode == 0, done.stdout


def test_drafts_are_valid(tmp_path: Path) -> None:
    call = {"id": 7, "caller": {"emails": ["a@b.example"], "phones": [{"home": "+1 555 0100"}]}}
    samples = {
        "calls/a.json": json.dumps(call),
        "Leads/b.csv": "Id,Full Name,createdAt\n1,Ann Lee,2026-01-02\n",
    }
    for path, content in samples.items():
        file = tmp_path / "samples" / path
        file.parent.mkdir(parents=True)
        file.write_text(content)
    drafts = tmp_path / "drafts"
    lakehouse("profile", str(tmp_path / "samples"), "--out", str(drafts))
    files = sorted(drafts.iterdir())
    assert [file.name for file in files] == ["silver.calls.odcs.yaml", "silver.leads.odcs.yaml"]
    done = check(*files)
    assert done.returncode == 0, done.stdout


def test_the_schema_finds_a_field_that_it_does_not_have(exported: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.odcs.yaml"
    text = (exported / "silver.deals.odcs.yaml").read_text()
    broken.write_text(text.replace("dataGranularityDescription:", "grain:"))
    assert check(broken).returncode != 0
