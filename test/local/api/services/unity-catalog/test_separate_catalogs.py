"""Catalogs beside the first one, by the official SDK: as dev and prod in one metastore."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType
from databricks.sdk.service.pipelines import FileLibrary, PipelineLibrary, UpdateInfoState
from databricks.sdk.service.sql import StatementState
from databricks.sdk.service.workspace import ImportFormat

DEV, PROD = "team_dev", "team_prod"
Run = Callable[..., list[list[str]]]


@pytest.fixture(scope="module")
def catalogs(client: WorkspaceClient, schema: str) -> Iterator[WorkspaceClient]:
    """The workspace with two more catalogs, each with the schema `gold`."""
    for name in (DEV, PROD):
        client.catalogs.create(name)
        client.schemas.create("gold", name)
    yield client
    for name in (DEV, PROD):
        client.catalogs.delete(name, force=True)


@pytest.fixture(scope="module")
def run(catalogs: WorkspaceClient, warehouse_id: str) -> Run:
    """Runs a statement, as the administrator or by another client; its rows."""

    def rows(statement: str, by: WorkspaceClient = catalogs, **options: str) -> list[list[str]]:
        done = by.statement_execution.execute_statement(
            statement, warehouse_id, wait_timeout="50s", **options
        )
        assert done.status.state is StatementState.SUCCEEDED, done.status.error.message
        return done.result.data_array or []

    return rows


@pytest.fixture(scope="module")
def filled(run: Run) -> Run:
    """A table in each catalog."""
    for name in (DEV, PROD):
        run(f"create table {name}.gold.t as select '{name}' as v")
    return run


def test_catalogs_are_listed_with_their_schemas(catalogs: WorkspaceClient, filled: Run) -> None:
    names = [one.name for one in catalogs.catalogs.list()]
    assert {"lakehouse_local", DEV, PROD} <= {*names}
    assert [one.full_name for one in catalogs.schemas.list(DEV)] == [
        f"{DEV}.default",
        f"{DEV}.gold",
    ]
    assert [one.full_name for one in catalogs.tables.list(DEV, "gold")] == [f"{DEV}.gold.t"]
    assert catalogs.tables.get(f"{PROD}.gold.t").columns[0].name == "v"
    assert {DEV, PROD} <= {row[0] for row in filled("show catalogs")}
    assert not [s for s in catalogs.schemas.list("lakehouse_local") if "__" in (s.name or "")]


def test_statements_reach_each_catalog(filled: Run) -> None:
    both = f"select a.v, b.v from {DEV}.gold.t a cross join {PROD}.gold.t b"
    assert filled(both) == [[DEV, PROD]]
    assert filled("select v from t", catalog=PROD, schema="gold") == [[PROD]]


def test_privileges_are_those_of_the_catalog(catalogs: WorkspaceClient, filled: Run) -> None:
    made = catalogs.service_principals.create(display_name="reader of dev")
    token = catalogs.token_management.create_obo_token(
        made.application_id or "", lifetime_seconds=600
    )
    reader = WorkspaceClient(host=catalogs.config.host, token=token.token_value)
    privileges = [Privilege.USE_CATALOG, Privilege.USE_SCHEMA, Privilege.SELECT]
    change = PermissionsChange(principal=made.application_id, add=privileges)
    catalogs.grants.update("catalog", DEV, changes=[change])
    assert filled(f"select v from {DEV}.gold.t", by=reader) == [[DEV]]
    for refused in (f"{PROD}.gold.t", f"lakehouse_local.{DEV}__gold.t", f"{DEV}__gold.t"):
        with pytest.raises(AssertionError, match="INSUFFICIENT_PERMISSIONS|kept for the catalog"):
            filled(f"select v from {refused}", by=reader)


def test_policies(catalogs: WorkspaceClient, filled: Run) -> None:
    people = f"{DEV}.gold.people"
    filled(f"create table {people} as select 'Ann' as name")
    filled(f"create function {DEV}.gold.no_rows() returns boolean return false")
    policy = {
        "name": "no_rows",
        "on_securable_type": "TABLE",
        "on_securable_fullname": people,
        "policy_type": "POLICY_TYPE_ROW_FILTER",
        "for_securable_type": "TABLE",
        "to_principals": ["account users"],
        "row_filter": {"function_name": f"{DEV}.gold.no_rows"},
    }
    catalogs.api_client.do("POST", "/api/2.1/unity-catalog/policies", body=policy)
    assert filled(f"select name from {people}") == []
    filled(f"create view {PROD}.gold.people as select name from {people}")
    assert filled(f"select name from {PROD}.gold.people") == []


def test_volumes(catalogs: WorkspaceClient) -> None:
    catalogs.volumes.create(DEV, "gold", "files", VolumeType.MANAGED)
    path = f"/Volumes/{DEV}/gold/files/a.txt"
    catalogs.files.upload(path, io.BytesIO(b"a"))
    assert catalogs.files.download(path).contents.read() == b"a"
    with pytest.raises(NotFound):
        catalogs.files.get_metadata(path.replace(DEV, PROD))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("team__x", "without __ and with no _ at its end, got team__x"),
        ("team_", "without __ and with no _ at its end, got team_"),
        ("system", "not reserved"),
        ("team-x", "of letters, digits and _"),
    ],
)
def test_names_that_no_catalog_can_have(catalogs: WorkspaceClient, name: str, problem: str) -> None:
    with pytest.raises(BadRequest, match=problem):
        catalogs.catalogs.create(name)


def test_a_schema_has_no_name_that_spark_gives_to_one_of_another_catalog(
    catalogs: WorkspaceClient,
) -> None:
    with pytest.raises(BadRequest, match=f"must not begin with {DEV}__"):
        catalogs.schemas.create(f"{DEV}__silver", "lakehouse_local")


def test_a_deleted_catalog_leaves_nothing(catalogs: WorkspaceClient, run: Run) -> None:
    catalogs.catalogs.create("team_gone")
    run("create table team_gone.default.t as select 1 as one")
    with pytest.raises(BadRequest, match="not empty"):
        catalogs.catalogs.delete("team_gone")
    catalogs.catalogs.delete("team_gone", force=True)
    with pytest.raises(AssertionError, match="team_gone"):
        run("select * from team_gone.default.t")
    catalogs.catalogs.create("team_gone")
    assert run("show tables in team_gone.default") == []
    catalogs.catalogs.delete("team_gone", force=True)


PIPELINE = """\
from pyspark import pipelines as dp


@dp.materialized_view(name="gold.numbers", comment="Numbers")
def numbers():
    return spark.range(3)


@dp.table(name="copies")
def copies():
    return spark.readStream.table("team_dev.gold.events")


@dp.materialized_view(name="sums")
def sums():
    return spark.sql("select sum(id) as total, (select count(*) from copies) as n from numbers")
"""


def test_a_pipeline_writes_another_catalog(catalogs: WorkspaceClient, run: Run) -> None:
    folder = "/Workspace/Shared/separate-pipelines"
    run(f"create or replace table {DEV}.gold.events as select 1 as id")
    catalogs.workspace.mkdirs(folder)
    catalogs.workspace.upload(
        f"{folder}/source.py", io.BytesIO(PIPELINE.encode()), format=ImportFormat.RAW
    )
    made = catalogs.pipelines.create(
        name="separate",
        catalog=PROD,
        schema="gold",
        root_path=folder,
        libraries=[PipelineLibrary(file=FileLibrary(path=f"{folder}/source.py"))],
        serverless=True,
    )
    pipeline_id = made.pipeline_id or ""
    for rows in ("1", "2"):
        update_id = catalogs.pipelines.start_update(pipeline_id).update_id or ""
        catalogs.pipelines.wait_get_pipeline_idle(pipeline_id)
        update = catalogs.pipelines.get_update(pipeline_id, update_id).update
        messages = [
            event.message or "" for event in catalogs.pipelines.list_pipeline_events(pipeline_id)
        ]
        assert update is not None
        assert update.state is UpdateInfoState.COMPLETED, messages
        assert run(f"select * from {PROD}.gold.sums") == [["3", rows]]
        run(f"insert into {DEV}.gold.events values (2)")
    table = catalogs.tables.get(f"{PROD}.gold.numbers")
    assert (table.comment, table.owner) == ("Numbers", "admin@example.com")
    catalogs.pipelines.delete(pipeline_id)
    with pytest.raises(NotFound):
        catalogs.tables.get(f"{PROD}.gold.numbers")
    catalogs.workspace.delete(folder, recursive=True)
