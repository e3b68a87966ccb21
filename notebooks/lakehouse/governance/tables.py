"""Comparison of the columns of the tables with their contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql.types import DataType

from lakehouse.governance.findings import LEFT, Finding
from lakehouse.runtime.contracts import Contracts, Table

_LEFT = f"{LEFT}a deployment changes columns"


def differing_columns(spark: SparkSession, contracts: Contracts) -> list[Finding]:
    """Differences between the tables and their contracts. A deployment repairs them, and not a job:
    to add, drop or retype a column affects data."""
    return [
        finding
        for table in contracts.tables.values()
        for finding in _differences(table.name, _declared(table), _found(spark, table.name))
    ]


def _differences(
    table: str, declared: Mapping[str, str], found: Mapping[str, str] | None
) -> Iterator[Finding]:
    if found is None:
        yield Finding(table, "table", ", ".join(declared), None, _LEFT)
        return
    for name in [*declared, *(name for name in found if name not in declared)]:
        want, have = declared.get(name), found.get(name)
        if want != have:
            yield Finding(table, f"column {name}", want, have, _LEFT)


def _declared(table: Table) -> dict[str, str]:
    return {column.name: DataType.fromDDL(column.type).simpleString() for column in table.columns}


def _found(spark: SparkSession, table: str) -> dict[str, str] | None:
    try:
        fields = spark.table(table).schema.fields
    except AnalysisException as error:
        if "TABLE_OR_VIEW_NOT_FOUND" in str(error):
            return None
        raise
    return {field.name: field.dataType.simpleString() for field in fields}
