"""The questions of a security team, asked of an audit log of a few known events."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

# as Databricks documents system.access.audit and system.access.column_lineage
AUDIT = """account_id string, workspace_id string, version string, event_time timestamp,
    event_date date, source_ip_address string, user_agent string, session_id string,
    user_identity struct<email: string, subject_name: string>, service_name string,
    action_name string, request_id string, request_params map<string, string>,
    response struct<status_code: int, error_message: string, result: string>,
    audit_level string, event_id string"""
LINEAGE = """entity_type string, source_table_full_name string, source_column_name string,
    target_table_full_name string, target_column_name string, created_by string,
    event_time timestamp, event_date date"""

ANN, JOBS = "ann@x.example", "11111111-2222-3333-4444-555555555555"
UC, READ = "unityCatalog", "generateTemporaryTableCredential"
OTHER_READ = {"table_full_name": "c.gold.rep_monthly_scores", "operation": "READ"}
SILVER_READ = {"table_full_name": "c.silver.conversations", "operation": "READ"}
GRANT = {"securable_type": "TABLE", "securable_full_name": "c.silver.reps", "changes": "[ann]"}

# days ago, who, service, action, parameters, status
EVENTS: list[tuple[int, str, str, str, dict[str, str], int]] = [
    (1, ANN, UC, READ, SILVER_READ, 200),
    (2, ANN, UC, READ, {"table_full_name": "C.Silver.Conversations"}, 200),
    (1, JOBS, UC, READ, SILVER_READ, 200),
    (1, ANN, UC, READ, OTHER_READ, 200),
    (1, ANN, UC, READ, {"table_full_name": "other.silver.conversations"}, 200),
    (1, ANN, UC, READ, {"table_full_name": "c.silver.reps"}, 403),
    (1, ANN, UC, "getTable", {"full_name_arg": "c.silver.reps"}, 403),
    (2, ANN, UC, "getTable", {"full_name_arg": "c.silver.reps"}, 403),
    (40, ANN, UC, READ, {"table_full_name": "c.silver.quarantine"}, 200),
    (1, ANN, UC, "updatePermissions", GRANT, 200),
    (1, ANN, UC, "updatePermissions", GRANT, 403),
    (1, ANN, UC, "updateTables", {"full_name_arg": "c.silver.reps", "owner": ANN}, 200),
    (1, ANN, UC, "updateTables", {"full_name_arg": "c.silver.reps", "comment": "x"}, 200),
    (2, ANN, "accounts", "addPrincipalToGroup", {"targetGroupName": "reviewers"}, 200),
    (2, ANN, "jobs", "changeJobAcl", {"resourceId": "7", "aclPermissionSet": "[]"}, 200),
    (1, ANN, "databrickssql", "downloadQueryResult", {"queryId": "q-1"}, 200),
    (2, ANN, "filesystem", "filesGet", {"path": "/Volumes/c/bronze/landing/a"}, 200),
    (2, ANN, "filesystem", "filesGet", {"path": "/Volumes/c/bronze/landing/b"}, 404),
    (3, ANN, "workspace", "workspaceExport", {"notebookFullPath": "/n"}, 200),
    (1, ANN, UC, "deleteFunction", {"full_name_arg": "c.governance.mask_text"}, 200),
    (
        2,
        JOBS,
        UC,
        "createFunction",
        {"catalog_name": "c", "schema_name": "governance", "name": "f"},
        200,
    ),
    (3, ANN, UC, "updateTables", {"full_name_arg": "c.gold.conversation_details"}, 200),
    (3, ANN, UC, "createFunction", {"full_name_arg": "other.governance.mask_text"}, 200),
]


@pytest.fixture(scope="module", autouse=True)
def log(spark: SparkSession) -> None:
    rows = [
        {
            "days": days,
            "source_ip_address": "10.0.0.1",
            "user_identity": {"email": who, "subject_name": None},
            "service_name": service,
            "action_name": action,
            "request_params": parameters,
            "response": {
                "status_code": status,
                "error_message": f"status {status}",
                "result": None,
            },
        }
        for days, who, service, action, parameters, status in EVENTS
    ]
    lakehouse.temporary_view(spark, "audit_log", AUDIT, rows)


def ask(spark: SparkSession, name: str, *columns: str) -> list[tuple[Any, ...]]:
    text = (lakehouse.PROJECT / f"sql/audit/{name}.sql").read_text()
    text = text.replace("system.access.audit", "audit_log")
    text = text.replace("system.access.column_lineage", "lineage_log")
    wanted = {"catalog": "c", "days": "30"}
    used = {key: value for key, value in wanted.items() if f":{key}" in text}
    return [tuple(row) for row in spark.sql(text, args=used).select(*columns).collect()]


def test_who_read_personal_data(spark: SparkSession) -> None:
    rows = ask(spark, "personal_data_reads", "principal", "table_name", "read_count")
    assert rows == [(JOBS, "c.silver.conversations", 1), (ANN, "c.silver.conversations", 2)] or (
        rows == [(ANN, "c.silver.conversations", 2), (JOBS, "c.silver.conversations", 1)]
    )


def test_who_changed_what_somebody_may_do(spark: SparkSession) -> None:
    rows = ask(spark, "grant_changes", "action_name", "securable", "change", "was_made")
    assert sorted(map(str, rows)) == sorted(
        map(
            str,
            [
                ("updatePermissions", "c.silver.reps", "[ann]", True),
                ("updatePermissions", "c.silver.reps", "[ann]", False),
                ("updateTables", "c.silver.reps", ANN, True),
                ("addPrincipalToGroup", "reviewers", None, True),
                ("changeJobAcl", "7", "[]", True),
            ],
        )
    )


def test_who_was_refused_what(spark: SparkSession) -> None:
    columns = ("principal", "action_name", "object", "refusal_count", "last_message")
    rows = ask(spark, "failed_access", *columns)
    assert rows[0] == (ANN, "getTable", "c.silver.reps", 2, "status 403")
    assert sorted(rows[1:]) == [
        (ANN, READ, "c.silver.reps", 1, "status 403"),
        (ANN, "updatePermissions", "c.silver.reps", 1, "status 403"),
    ]


def test_what_left_the_workspace(spark: SparkSession) -> None:
    assert ask(spark, "exports", "principal", "action_name", "exported") == [
        (ANN, "downloadQueryResult", "q-1"),
        (ANN, "filesGet", "/Volumes/c/bronze/landing/a"),
        (ANN, "workspaceExport", "/n"),
    ]


def test_who_changed_the_policies(spark: SparkSession) -> None:
    assert ask(spark, "policy_changes", "changed_by", "action_name", "object") == [
        (ANN, "deleteFunction", "c.governance.mask_text"),
        (JOBS, "createFunction", "c.governance.f"),
        (ANN, "updateTables", "c.gold.conversation_details"),
    ]


def test_where_personal_data_went(spark: SparkSession) -> None:
    flow = {
        "days": 1,
        "source_table_full_name": "c.silver.reps",
        "source_column_name": "email",
        "target_table_full_name": "c.gold.mail",
        "target_column_name": "to",
        "created_by": ANN,
        "entity_type": "NOTEBOOK",
    }
    flows = [
        flow,
        flow,
        {**flow, "source_column_name": "team_id"},
        {**flow, "target_table_full_name": None},
        {**flow, "days": 31},
    ]
    lakehouse.temporary_view(spark, "lineage_log", LINEAGE, flows)
    columns = ("source_column_name", "target_table_full_name", "write_count", "written_by")
    assert ask(spark, "personal_data_flows", *columns) == [("email", "c.gold.mail", 2, [ANN])]


def test_the_queries_know_every_mark_for_personal_data(
    contracts: dict[str, dict[str, Any]],
) -> None:
    marked = {
        f"{name}.{column['name']}"
        for name, table in contracts.items()
        for column in table["columns"]
        if "pii" in column
    }
    assert names_in("personal_data_flows") == marked
    assert names_in("personal_data_reads") == {name.rpartition(".")[0] for name in marked}


def names_in(query: str) -> set[str]:
    text = (lakehouse.PROJECT / f"sql/audit/{query}.sql").read_text()
    return set(re.findall(r":catalog \|\| '\.([\w.]+)'", text))
