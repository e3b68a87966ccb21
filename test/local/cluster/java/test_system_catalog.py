"""`system.access.audit`: the API's audit log as a table, to be read and not to be written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[4]

EVENT = {
    "account_id": "0",
    "workspace_id": "1",
    "version": "2.0",
    "event_time": "2026-01-31T10:20:30.456Z",
    "event_date": "2026-01-31",
    "source_ip_address": "127.0.0.1",
    "user_agent": "test",
    "session_id": None,
    "user_identity": {"email": "a@example.com", "subject_name": None},
    "service_name": "unityCatalog",
    "action_name": "getTable",
    "request_id": "r",
    "request_params": {"full_name_arg": "spark_catalog.silver.reps"},
    "response": {"status_code": 200, "error_message": None, "result": None},
    "audit_level": "ACCOUNT_LEVEL",
    "event_id": "e",
    "identity_metadata": {"run_by": "a@example.com", "run_as": "a@example.com"},
}


@pytest.fixture
def audit(home: Path, spark: SparkSession) -> Iterator[Path]:
    """The folder of the audit log, which the session has made; empty again after the test."""
    folder = home / "audit"
    yield folder
    for file in folder.iterdir():
        file.unlink()


def write(folder: Path, day: str, *events: dict[str, Any], tail: str = "") -> None:
    lines = "".join(f"{json.dumps(event)}\n" for event in events)
    (folder / f"{day}.json").write_text(lines + tail)


def test_it_has_the_columns_that_databricks_documents(spark: SparkSession, audit: Path) -> None:
    write(audit, "2026-01-31", EVENT)
    schema = spark.table("system.access.audit").schema
    assert [(field.name, field.dataType.simpleString()) for field in schema] == [
        ("account_id", "string"),
        ("workspace_id", "string"),
        ("version", "string"),
        ("event_time", "timestamp"),
        ("event_date", "date"),
        ("source_ip_address", "string"),
        ("user_agent", "string"),
        ("session_id", "string"),
        ("user_identity", "struct<email:string,subject_name:string>"),
        ("service_name", "string"),
        ("action_name", "string"),
        ("request_id", "string"),
        ("request_params", "map<string,string>"),
        ("response", "struct<status_code:int,error_message:string,result:string>"),
        ("audit_level", "string"),
        ("event_id", "string"),
        ("identity_metadata", "struct<run_by:string,run_as:string>"),
    ]
    row = spark.sql(
        "select cast(event_time as string) as at, user_identity.email, response.status_code,"
        " request_params['full_name_arg'] as name from system.access.audit"
    ).first()
    assert row is not None
    assert tuple(row) == (
        "2026-01-31 10:20:30.456",
        "a@example.com",
        200,
        "spark_catalog.silver.reps",
    )


def test_it_has_every_file_and_what_came_since(spark: SparkSession, audit: Path) -> None:
    count = "select count(*) as n from system.access.audit where action_name = 'getTable'"
    assert spark.sql(count).first() == (0,)
    write(audit, "2026-01-31", EVENT, EVENT)
    assert spark.sql(count).first() == (2,)
    write(audit, "2026-02-01", {**EVENT, "event_date": "2026-02-01"})
    assert spark.sql(count).first() == (3,)
    of_day = f"{count} and event_date >= date'2026-02-01'"
    assert spark.sql(of_day).first() == (1,)


def test_a_line_that_is_half_written_is_no_event(spark: SparkSession, audit: Path) -> None:
    write(audit, "2026-01-31", EVENT, tail=json.dumps(EVENT)[:200])
    rows = spark.sql("select event_id, version from system.access.audit").collect()
    assert [tuple(row) for row in rows] == [("e", "2.0")]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into system.access.audit (event_id) values ('x')",
        "delete from system.access.audit",
        "update system.access.audit set event_id = 'x'",
        "truncate table system.access.audit",
        "drop table system.access.audit",
        "alter table system.access.audit add column x int",
        "alter table system.access.audit rename to access.other",
        "create table system.access.mine (a int)",
        "create or replace table system.access.audit (a int)",
        "create table system.access.mine as select 1 as a",
        "create schema system.mine",
        "drop schema system.access cascade",
        "create view system.access.v as select 1 as a",
    ],
)
def test_it_is_read_only(spark: SparkSession, audit: Path, statement: str) -> None:
    write(audit, "2026-01-31", EVENT)
    with pytest.raises(Exception, match="read-only|does not support"):
        spark.sql(statement).collect()
    assert spark.table("system.access.audit").count() == 1


def test_it_is_listed(spark: SparkSession) -> None:
    assert [row.databaseName for row in spark.sql("show schemas in system").collect()] == ["access"]
    rows = spark.sql("show tables in system.access").collect()
    assert [row.tableName for row in rows] == ["audit"]


def test_column_lineage_says_that_it_is_not_kept(spark: SparkSession) -> None:
    sql = (PROJECT / "sql/audit/personal_data_flows.sql").read_text()
    with pytest.raises(Exception, match="column_lineage is not kept by the local workspace"):
        spark.sql(sql, args={"catalog": "spark_catalog", "days": "30"})


def test_another_table_is_not_there(spark: SparkSession) -> None:
    with pytest.raises(Exception, match="TABLE_OR_VIEW_NOT_FOUND"):
        spark.sql("select * from system.access.nothing")
    with pytest.raises(Exception, match="TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND"):
        spark.sql("select * from system.billing.usage")
