"""The contracts, and a small lakehouse made from them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from lakehouse.runtime import contracts as module
from lakehouse.runtime.contracts import Contracts
from pyspark.sql import SparkSession

from .small_lakehouse import SmallLakehouse

# Python functions of a query run in separate processes, which need the packages of this one.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

PROJECT = Path(__file__).resolve().parents[2]


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
