"""A governed lakehouse for the tests of `sql/governance`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lakehouse.governance.definitions import FILES
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

ADMIN = "admin@example.com"


@pytest.fixture(scope="session")
def contracts() -> dict[str, dict[str, Any]]:
    """Every declared table by its two-part name, with its marks for personal data."""
    return lakehouse.declared_tables()


@pytest.fixture(scope="module")
def tables(spark: SparkSession, contracts: dict[str, dict[str, Any]]) -> Iterator[SparkSession]:
    """Spark with every declared table, empty."""
    lakehouse.assume(spark, ADMIN)
    lakehouse.create_tables(spark, contracts)
    yield spark
    lakehouse.assume(spark, ADMIN)
    lakehouse.drop_all_but_tables(spark)


@pytest.fixture(scope="module")
def governed(tables: SparkSession) -> SparkSession:
    """The same with the functions and views of governance."""
    for name in FILES:
        lakehouse.run_sql_file(tables, name, lakehouse.PARAMETERS)
    return tables
