"""The contracts, and a small lakehouse made from them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lakehouse import contracts as module
from lakehouse.contracts import Contracts
from pyspark.sql import SparkSession

from .small_lakehouse import SmallLakehouse

# Python functions of a query run in processes of their own: they need the packages of this one.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def contracts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`contracts.json` as the stack would deploy it."""
    return _render(PROJECT / "contracts", tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="session")
def edited_contracts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after one edit: a call may have a `mood`."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(PROJECT / "contracts", folder / "contracts")
    contract = folder / "contracts" / "silver" / "conversations.ts"
    before = "    optional('language', 'STRING'"
    text = contract.read_text()
    assert text.count(before) == 1
    edit = "    optional('mood', 'STRING', 'How the caller felt', { landedIn: 'call' }),\n"
    contract.write_text(text.replace(before, edit + before))
    return _render(folder / "contracts", folder)


def _render(contracts: Path, folder: Path) -> Path:
    path = folder / "contracts.json"
    command = ["node", "--import", "tsx", str(contracts / "print.ts")]
    path.write_bytes(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout)
    return path


@pytest.fixture(scope="session")
def contracts(contracts_file: Path) -> Contracts:
    """The contracts, loaded."""
    return module.load(contracts_file)


@pytest.fixture(scope="module")
def small(
    spark: SparkSession, home: Path, contracts: Contracts, contracts_file: Path
) -> SmallLakehouse:
    """A lakehouse of empty tables for the tests of one module."""
    return SmallLakehouse(spark, home, contracts, contracts_file)
