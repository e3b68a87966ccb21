"""A small lakehouse of the declared tables, and SQL files run on it as a job's task runs them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cluster import principal
from cluster.sql import sql_text, statements
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import expr

PROJECT = Path(__file__).resolve().parents[3]
SCHEMAS = ("bronze", "silver", "gold", "governance", "ops")

JOBS = "11111111-2222-3333-4444-555555555555"
PARAMETERS = {
    "catalog": "spark_catalog",
    "data_engineers_group": "data-engineers",
    # a name that would end the literal it becomes, were it not escaped
    "reviewers_group": "review\\ers' or 'a' = 'a",
    "pii_readers_group": "pii-readers",
    "jobs_principal": JOBS,
}
REVIEWERS = PARAMETERS["reviewers_group"]
PII_READERS = PARAMETERS["pii_readers_group"]


def declared_tables() -> dict[str, dict[str, Any]]:
    """Every table contract by its two-part name, marks for personal data included."""
    script = "process.stdout.write(JSON.stringify(require('./contracts').TABLES))"
    done = subprocess.run(
        ["node", "--import", "tsx", "--eval", script],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {f"{table['schema']}.{table['name']}": table for table in json.loads(done.stdout)}


def assume(spark: SparkSession, user: str, groups: Iterable[str] = ()) -> None:
    """Makes `user` the principal of the queries that follow."""
    principal.assume(spark, {"user_name": user, "groups": list(groups)})


def run_sql_file(spark: SparkSession, name: str, parameters: Mapping[str, str]) -> None:
    """Runs a file of `sql/` in a separate session, as a principal with all privileges."""
    session = spark.newSession()
    for statement in sql_text.split((PROJECT / "sql" / name).read_text(encoding="utf-8")):
        statements.data_frame(session, statement, statements.named(dict(parameters))).collect()


_CREATED: dict[tuple[int, str], tuple[str, list[int]]] = {}
"""By Spark and table: the statement that created it, and the versions of its log after that."""


def create_tables(spark: SparkSession, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Creates every declared table, or replaces it by an empty one; an unchanged one stays."""
    for schema in SCHEMAS:
        spark.sql(f"create schema if not exists {schema}")
    for table in tables.values():
        name = f"{table['schema']}.{table['name']}"
        columns = ", ".join(
            f"`{c['name']}` {c['type']}{'' if c['nullable'] else ' not null'}"
            for c in table["columns"]
        )
        statement = f"create or replace table {name} ({columns}) using delta"
        key = (id(spark.sparkContext), name)
        if _CREATED.get(key) != (statement, _versions(spark, name)):
            spark.sql(statement)
            _CREATED[key] = (statement, _versions(spark, name))


def _versions(spark: SparkSession, table: str) -> list[int]:
    """The versions in a table's log; none without a table."""
    schema, name = table.split(".")
    warehouse = Path(urlsplit(spark.conf.get("spark.sql.warehouse.dir")).path)
    log = warehouse / f"{schema}.db" / name / "_delta_log"
    return sorted(int(file.stem) for file in log.glob("*.json") if file.stem.isdigit())


def drop_all_but_tables(spark: SparkSession) -> None:
    """Drops views and functions of the schemas; the next module replaces the tables it needs."""
    for schema in SCHEMAS:
        for view in spark.sql(f"show views in {schema}").collect():
            if not view["isTemporary"]:
                spark.sql(f"drop view {schema}.{view['viewName']}")
        for row in spark.sql(f"show user functions in {schema}").collect():
            name = row["function"].removeprefix("spark_catalog.")
            if name.startswith(f"{schema}."):
                spark.sql(f"drop function {name}")


def insert(spark: SparkSession, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Appends rows as one file, in their order; required columns that they leave out are filled."""
    schema = spark.table(table).schema
    fillers = {"string": "x", "timestamp": "2026-01-02T03:04:05Z", "int": 0, "bigint": 0}
    complete = [
        {
            field.name: row[field.name]
            if field.name in row
            else (None if field.nullable else fillers.get(field.dataType.simpleString(), "x"))
            for field in schema.fields
        }
        for row in rows
    ]
    frame = data_frame(spark, schema.simpleString(), complete)
    frame.coalesce(1).write.mode("append").saveAsTable(table)


def temporary_view(
    spark: SparkSession, name: str, columns: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """A view of rows, each with the time of an event so many `days` ago."""
    parsed = data_frame(spark, f"struct<days: int, {' '.join(columns.split())}>", list(rows))
    at = "current_timestamp() - make_dt_interval(days)"
    (
        parsed.withColumn("event_time", expr(at))
        .withColumn("event_date", expr(f"cast({at} as date)"))
        .createOrReplaceTempView(name)
    )


def data_frame(spark: SparkSession, row_type: str, rows: list[Mapping[str, Any]]) -> DataFrame:
    """Rows of that struct type, in their order."""
    return spark.sql(
        f"select inline(from_json(:rows, 'array<{row_type}>'))", args={"rows": json.dumps(rows)}
    )
