"""The catalog has the name of the settings wherever a user sees it."""

from __future__ import annotations

import pytest
from databricks.sdk.service.sql import StatementState

from .workspace_state import CATALOG

SCHEMA = f"{CATALOG}.names"


@pytest.fixture(scope="module")
def named(deployed):
    """The workspace with a schema that has a table, a view on it and a function."""
    for statement in (
        f"create schema {SCHEMA}",
        f"create table {SCHEMA}.t as select 1 as id, 'a' as note",
        f"create view {SCHEMA}.v as select id from names.t",
        f"create function {SCHEMA}.next(id int) returns int return id + 1",
    ):
        deployed.rows(statement)
    yield deployed
    deployed.rows(f"drop schema {SCHEMA} cascade")


def error(workspace, statement: str) -> str:
    """The message of a statement that fails."""
    warehouse_id = next(iter(workspace.client.warehouses.list())).id or ""
    done = workspace.client.statement_execution.execute_statement(
        statement, warehouse_id, wait_timeout="50s"
    )
    assert done.status.state is StatementState.FAILED
    return done.status.error.message


def test_results_have_the_name(named):
    assert named.rows("select current_catalog() as name") == [{"name": CATALOG}]
    listed = [row["catalog"] for row in named.rows("show catalogs")]
    assert CATALOG in listed
    assert "spark_catalog" not in listed
    described = named.rows(f"describe table extended {SCHEMA}.t")
    assert {"col_name": "Catalog", "data_type": CATALOG, "comment": ""} in described
    (detail,) = named.rows(f"describe detail {SCHEMA}.t")
    assert detail["name"] == f"{SCHEMA}.t"
    (plan,) = named.rows(f"explain select * from {SCHEMA}.v")
    assert f"{SCHEMA}.t" in (plan["plan"] or "")


def test_columns_and_functions_are_named_with_it(named):
    query = f"select {SCHEMA}.t.note as note, {SCHEMA}.next({SCHEMA}.t.id) as id from {SCHEMA}.t"
    assert named.rows(query) == [{"note": "a", "id": "2"}]


def test_messages_have_the_name(named):
    # the check of access reports absent tables, Spark reports absent columns
    absent = error(named, f"select 1 from {SCHEMA}.none")
    assert CATALOG in absent
    assert "spark_catalog" not in absent
    column = error(named, f"select none from {SCHEMA}.t")
    assert "none" in column
    assert "spark_catalog" not in column


def test_the_name_of_spark_leads_to_it(named):
    rows = [{"id": "2"}]
    old = "spark_catalog.names"
    assert named.rows(f"select {old}.next(id) as id from {old}.v") == rows
    named.rows("use catalog spark_catalog")
    tables = named.client.tables.list("spark_catalog", "names")
    assert [table.full_name for table in tables] == [f"{old}.t", f"{old}.v"]
    found = named.client.tables.get(f"{SCHEMA}.t")
    assert (found.catalog_name, found.full_name) == (CATALOG, f"{SCHEMA}.t")


def test_changes_keep_it(named):
    table = f"{SCHEMA}.t"
    named.rows(f"alter table {table} set tblproperties ('delta.enableChangeDataFeed' = 'true')")
    named.rows(
        f"merge into {table} t using (select 1 as id) s on t.id = s.id"
        " when matched then update set note = 'b'"
    )
    (last,) = named.rows(f"describe history {table} limit 1")
    changed = named.rows(
        f"select note, _change_type from table_changes('{table}', {last['version']})"
        " where _change_type = 'update_postimage'"
    )
    assert changed == [{"note": "b", "_change_type": "update_postimage"}]
    named.rows(f"restore table {table} to version as of 0")
    assert named.rows(f"select note from {table}") == [{"note": "a"}]
