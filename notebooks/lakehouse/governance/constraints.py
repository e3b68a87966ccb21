"""CHECK constraints: the quality rules once more, on the tables, where every writer meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from pyspark.sql import SparkSession

from lakehouse.governance.findings import Finding
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts, Table
from lakehouse.runtime.threads import inherited

_PREFIX = "delta.constraints."
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\w+|\S")


def constraints(table: Table) -> dict[str, str]:
    """The constraints of a table: those of its rules that reject, and that its columns can answer.

    A rule about the document that a row was made of has no meaning for the row.
    """
    columns = {column.name for column in table.columns}
    return {
        rule.name: rule.expression
        for rule in table.rules
        if rule.severity != "warn" and columns.issuperset(rule.columns)
    }


def assert_constraints(spark: SparkSession, contracts: Contracts) -> list[Finding]:
    """Gives every table with rules exactly its constraints, and returns what differed.

    The tables of a pipeline have none: its expectations keep what breaks a rule out of them.

    Each constraint is a commit of its table, so tables are altered in parallel. Constraints are not
    declared as table properties at creation: Databricks documents ADD CONSTRAINT alone
    ("Constraints on Databricks"), and the provider neither escapes quotes in a property nor can
    change such a property later (catalog/resource_sql_table.go: serializeProperties, diff).
    """
    tables = [t for t in contracts.tables.values() if t.rules and not t.is_pipelines]

    def asserted(table: Table) -> list[Finding]:
        return list(assert_table(spark, table.name, constraints(table)))

    with ThreadPoolExecutor(max_workers=max(1, len(tables))) as threads:
        found = [threads.submit(inherited(spark, asserted), table) for table in tables]
        return [finding for one in found for finding in one.result()]


def same(one: str, other: str) -> bool:
    """True if two predicates differ at most in blanks: Delta Lake writes one between all tokens."""
    return _TOKEN.findall(one) == _TOKEN.findall(other)


def assert_table(spark: SparkSession, table: str, expected: dict[str, str]) -> Iterator[Finding]:
    """Sets exactly these constraints on a table, and returns the differences."""
    found = constraints_of(spark, table)
    for name in sorted(expected.keys() | found.keys()):
        want, have = expected.get(name), found.get(name)
        if want is not None and have is not None and same(want, have):
            continue
        finding = Finding(table, f"constraint {name}", want, have)
        if have is not None:
            _alter(spark, "drop", table_name=table, constraint_name=name)
        problem = want and _add(spark, table, name, want)
        yield Finding(table, finding.property, want, have, problem) if problem else finding


def _add(spark: SparkSession, table: str, name: str, predicate: str) -> str | None:
    """Adds a constraint, unless rows of the table break it: then says so."""
    try:
        _alter(spark, "add", table_name=table, constraint_name=name, predicate=predicate)
    except Exception as error:
        if "DELTA_NEW_CHECK_CONSTRAINT_VIOLATION" not in str(error):
            raise
        return str(error).splitlines()[0]
    return None


def _alter(spark: SparkSession, verb: str, **parameters: str) -> None:
    sql.run(spark, f"governance/{verb}_check_constraint.sql", **parameters)


def constraints_of(spark: SparkSession, table: str) -> dict[str, str]:
    """The constraints that a table has, each with its predicate."""
    rows = sql.run(spark, "governance/show_table_properties.sql", table_name=table).collect()
    properties = {row["key"]: row["value"] for row in rows}
    return {
        key.removeprefix(_PREFIX): value
        for key, value in properties.items()
        if key.startswith(_PREFIX)
    }
