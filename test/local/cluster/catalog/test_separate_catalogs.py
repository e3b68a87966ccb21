"""Several catalogs in one process: one of Spark's session, and separate ones beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..cluster_process import ANN, BOB, ClusterError, ClusterProcess
from ..notebook.test_notebooks import Notebooks

T = "lakehouse_dev.gold.t"


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcess]:
    """A process with the catalogs `lakehouse_local`, `lakehouse_dev` and `lakehouse_prod`."""
    home = tmp_path_factory.mktemp("catalogs")
    names = {
        "name": "lakehouse_local",
        "further": ["spark_catalog"],
        "separate": ["lakehouse_dev"],
    }
    (home / "catalog-names.json").write_text(json.dumps(names))
    process = ClusterProcess(home)
    try:
        process.event("ready")
        # one that Spark has from its start, and one that comes later
        process.call("name_separate_catalogs", names=["lakehouse_dev", "lakehouse_prod"])
        for name in ("lakehouse_local", "lakehouse_dev", "lakehouse_prod"):
            process.call("create_schema", catalog=name, schema="gold", comment=f"of {name}")
        yield process
    finally:
        process.end()


@pytest.fixture(scope="module")
def filled(catalogs: ClusterProcess) -> ClusterProcess:
    """A table in each catalog, with another row in each."""
    for at, name in enumerate(("lakehouse_local", "lakehouse_dev", "lakehouse_prod")):
        catalogs.sql(
            f"create table {name}.gold.t (id int comment 'the id', v string) comment 'a table'"
            " tblproperties ('delta.enableChangeDataFeed' = 'true')"
        )
        catalogs.sql(f"insert into {name}.gold.t values ({at}, '{name}')")
    return catalogs


def test_each_catalog_has_its_schemas_and_tables(filled: ClusterProcess) -> None:
    for name in ("lakehouse_local", "lakehouse_dev", "lakehouse_prod"):
        assert filled.rows(f"select v from {name}.gold.t") == [[name]]
        assert filled.rows(f"show schemas in {name}") == [["default"], ["gold"]]
        assert [row[1] for row in filled.rows(f"show tables in {name}.gold")] == ["t"]
        listed = filled.call("list_tables", catalog=name, schema="gold")["tables"]
        assert listed == [{"name": "t", "table_type": "MANAGED"}]
        seen = filled.call("describe_table", full_name=f"{name}.gold.t")
        assert (seen["comment"], seen["columns"][0]["comment"]) == ("a table", "the id")
    with pytest.raises(ClusterError) as absent:
        filled.call("describe_table", full_name="lakehouse_dev.gold.none")
    assert absent.value.code == "TABLE_OR_VIEW_NOT_FOUND"
    assert "`lakehouse_dev`.`gold`.`none`" in str(absent.value)
    with pytest.raises(ClusterError, match="has only lakehouse_local, lakehouse_dev, lakehouse_pr"):
        filled.call("create_schema", catalog="other", schema="x")


def test_statements_name_the_catalog(filled: ClusterProcess) -> None:
    filled.sql("create table lakehouse_dev.gold.m (id int, v string)")
    filled.sql("insert into lakehouse_dev.gold.m select * from lakehouse_prod.gold.t")
    filled.sql(
        "merge into lakehouse_dev.gold.m m using lakehouse_local.gold.t s on m.id = s.id"
        " when not matched then insert *"
    )
    filled.sql("update lakehouse_dev.gold.m set v = 'changed' where id = 0")
    filled.sql("delete from lakehouse_dev.gold.m where id = 2")
    assert filled.rows("select * from lakehouse_dev.gold.m") == [["0", "changed"]]
    (detail,) = filled.rows("describe detail lakehouse_dev.gold.m")
    assert "lakehouse_dev.gold.m" in detail
    (plan,) = filled.rows("explain select * from lakehouse_dev.gold.m")
    assert "lakehouse_dev.gold.m" in plan[0]
    assert "__gold" not in plan[0]
    assert filled.rows("select count(*) from lakehouse_dev.gold.m version as of 2") == [["2"]]
    filled.sql("restore table lakehouse_dev.gold.m to version as of 2")
    assert filled.rows("select count(*) from lakehouse_dev.gold.m") == [["2"]]
    filled.sql("alter table lakehouse_dev.gold.m add columns (w int comment 'more')")
    filled.sql("alter table lakehouse_dev.gold.m rename to lakehouse_dev.gold.n")
    filled.sql("optimize lakehouse_dev.gold.n")
    filled.sql("create or replace table lakehouse_dev.gold.n as select 7 as seven")
    assert filled.rows("select * from lakehouse_dev.gold.n") == [["7"]]
    filled.sql("drop table lakehouse_dev.gold.n")
    changes = "select _change_type from table_changes('lakehouse_dev.gold.t', 1)"
    assert filled.rows(changes) == [["insert"]]


def test_views_and_functions(filled: ClusterProcess) -> None:
    filled.sql("create function lakehouse_dev.gold.twice(x int) returns int return x * 2")
    filled.sql(
        "create view lakehouse_dev.gold.v comment 'a view' as"
        " select lakehouse_dev.gold.twice(id) as id, v from lakehouse_dev.gold.t"
    )
    assert filled.rows("select * from lakehouse_dev.gold.v") == [["2", "lakehouse_dev"]]
    seen = filled.call("describe_table", full_name="lakehouse_dev.gold.v")
    assert (seen["table_type"], seen["comment"]) == ("VIEW", "a view")
    filled.sql("create or replace view lakehouse_dev.gold.v as select 1 as one")
    assert filled.rows("select * from lakehouse_dev.gold.v") == [["1"]]
    assert [row[1] for row in filled.rows("show views in lakehouse_dev.gold")] == ["v"]
    filled.sql("drop view lakehouse_dev.gold.v")
    shown = filled.rows("show user functions in lakehouse_dev.gold")
    of_schemas = [row[0].rpartition(".")[2] for row in shown if "." in row[0]]
    assert of_schemas == ["twice"]
    with pytest.raises(ClusterError):
        filled.sql("select lakehouse_prod.gold.twice(1)")
    filled.sql("drop function lakehouse_dev.gold.twice")
    filled.sql("create function lakehouse_prod.gold.twice(x int) returns int return x * 3")
    assert filled.rows("select lakehouse_prod.gold.twice(1)") == [["3"]]
    filled.sql("drop function lakehouse_prod.gold.twice")


def test_the_current_catalog(filled: ClusterProcess) -> None:
    current = filled.sql(
        "select current_catalog(), current_schema(), v from t",
        catalog="lakehouse_dev",
        schema="gold",
    )
    assert current["rows"] == [["lakehouse_dev", "gold", "lakehouse_dev"]]
    used = filled.sql("use catalog lakehouse_prod")
    assert (used["current_catalog"], used["current_schema"]) == ("lakehouse_prod", "default")
    used = filled.sql("use gold", catalog="lakehouse_prod")
    assert (used["current_catalog"], used["current_schema"]) == ("lakehouse_prod", "gold")
    rows = filled.rows("select v from gold.t", catalog="lakehouse_prod")
    assert rows == [["lakehouse_prod"]]
    with pytest.raises(ClusterError, match="other"):
        filled.sql("select 1", catalog="other")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from lakehouse_local.lakehouse_dev__gold.t",
        "select * from lakehouse_dev__gold.t",
        "select * from spark_catalog.lakehouse_dev__gold.t",
        "drop schema lakehouse_dev__gold cascade",
        "create schema lakehouse_dev__silver",
        "show tables in lakehouse_dev__gold",
        "create view lakehouse_local.gold.w as select * from lakehouse_dev__gold.t",
        "select lakehouse_dev__gold.f(1)",
    ],
)
def test_schemas_of_another_catalog_have_no_other_name(
    filled: ClusterProcess, statement: str
) -> None:
    with pytest.raises(ClusterError, match="are kept for the catalog lakehouse_dev"):
        filled.sql(statement)
    assert filled.rows(f"select v from {T}") == [["lakehouse_dev"]]


def test_policies_cover_tables_of_each_catalog(filled: ClusterProcess) -> None:
    filled.sql("create function lakehouse_dev.gold.hidden(v string) returns string return '***'")
    filled.sql("create function lakehouse_dev.gold.none() returns boolean return false")
    masked = {"masks": {"v": "lakehouse_dev.gold.hidden"}, "filters": [], "refusal": None}
    filtered = {"masks": {}, "filters": ["lakehouse_dev.gold.none"], "refusal": None}

    def bob(**policies: Any) -> dict[str, Any]:
        return {**BOB, "policies": policies}

    query = f"select v from {T}"
    assert filled.rows(query, principal=bob(**{T: masked})) == [["***"]]
    assert filled.rows(query, principal=bob(**{T: filtered})) == []
    assert filled.rows("select v from lakehouse_prod.gold.t", principal=bob(**{T: masked})) == [
        ["lakehouse_prod"]
    ]
    # with another current catalog, and through a view
    filled.sql(f"create or replace view lakehouse_prod.gold.of_dev as select v from {T}")
    view = "select v from of_dev"
    where = {"catalog": "lakehouse_prod", "schema": "gold"}
    assert filled.rows(view, principal=bob(**{T: masked}), **where) == [["***"]]


CELLS = (
    "from delta.tables import DeltaTable",
    "events = spark.readStream.table('lakehouse_dev.gold.t')",
    "folder = '/Volumes/lakehouse_dev/gold/files/state'",
    "query = (events.writeStream.option('checkpointLocation', folder)"
    ".trigger(availableNow=True).toTable('lakehouse_dev.gold.copy'))",
    "query.awaitTermination()",
    "spark.range(3).write.mode('overwrite').saveAsTable('lakehouse_dev.gold.three')",
    "spark.sql('use catalog lakehouse_dev')",
    "found = [spark.table('gold.copy').count(), spark.table('gold.three').count(),"
    " spark.sql('select current_catalog()').first()[0], spark.catalog.tableExists('gold.three')]",
    "dbutils.notebook.exit(str(found))",
)


def test_delta_tables_of_the_current_catalog(filled: ClusterProcess, tmp_path: Any) -> None:
    cells = (
        "from delta.tables import DeltaTable",
        "spark.sql('use catalog lakehouse_dev')",
        "builder = DeltaTable.createOrReplace(spark).tableName('gold.made')",
        "builder.addColumn('id', 'INT').execute()",
        "rows = spark.range(2).selectExpr('cast(id as int)')",
        "rows.write.mode('append').saveAsTable('gold.made')",
        "made = DeltaTable.forName(spark, 'gold.made')",
        "made.delete('id = 0')",
        "new = spark.range(5, 6).selectExpr('cast(id as int) as id').alias('n')",
        "(made.alias('m').merge(new, 'm.id = n.id').whenNotMatchedInsertAll().execute())",
        "spark.range(1).createOrReplaceTempView('gold_view')",
        "folder = '/Volumes/lakehouse_dev/gold/files/by_path'",
        "spark.range(3).write.mode('overwrite').save(folder)",
        "found = [row.id for row in spark.table('gold.made').orderBy('id').collect()]",
        "found += [spark.table('gold_view').count(), spark.table(f'delta.`{folder}`').count()]",
        "found.append(spark.sql(f'select * from delta.`{folder}` version as of 0').count())",
        "found.append(DeltaTable.forPath(spark, folder).toDF().count())",
        "spark.range(4).write.parquet(folder + '_parquet')",
        "found.append(spark.sql(f'select * from parquet.`{folder}_parquet`').count())",
        "dbutils.notebook.exit(str(found))",
    )
    done = Notebooks(filled, tmp_path).run(*cells, principal=ANN)
    assert done["notebook_output"] == "[1, 5, 1, 3, 3, 3, 4]"
    filled.sql("drop table lakehouse_dev.gold.made")


@pytest.mark.parametrize("serverless", [False, True])
def test_notebooks_name_the_catalog(
    filled: ClusterProcess, tmp_path: Any, serverless: bool
) -> None:
    (filled.home / "volumes" / "lakehouse_dev" / "gold" / "files").mkdir(
        parents=True, exist_ok=True
    )
    done = Notebooks(filled, tmp_path).run(*CELLS[1:], serverless=serverless, principal=ANN)
    assert done["notebook_output"] == "[1, 3, 'lakehouse_dev', True]"


def test_a_notebook_reads_no_schema_of_another_catalog_by_its_session_name(
    filled: ClusterProcess, tmp_path: Any
) -> None:
    with pytest.raises(ClusterError, match="TABLE_OR_VIEW_NOT_FOUND"):
        Notebooks(filled, tmp_path).run("spark.table('lakehouse_dev__gold.t').count()")
    names = "dbutils.notebook.exit(str([s.name for s in spark.catalog.listDatabases()]))"
    listed = Notebooks(filled, tmp_path).run(names)["notebook_output"]
    assert listed == "['default', 'gold']"


def test_a_catalog_that_is_removed_is_unknown(filled: ClusterProcess) -> None:
    with_another = ["lakehouse_dev", "lakehouse_prod", "lakehouse_test"]
    filled.call("name_separate_catalogs", names=with_another)
    filled.call("create_schema", catalog="lakehouse_test", schema="gold")
    filled.sql("create table lakehouse_test.gold.t as select 1 as one")
    assert filled.rows("select * from lakehouse_test.gold.t") == [["1"]]
    filled.sql("drop schema lakehouse_test.gold cascade")
    filled.call("name_separate_catalogs", names=with_another[:2])
    with pytest.raises(ClusterError, match="lakehouse_test"):
        filled.sql("select * from lakehouse_test.gold.t")
    with pytest.raises(ClusterError, match="has only lakehouse_local, lakehouse_dev, lakehouse_pr"):
        filled.call("create_schema", catalog="lakehouse_test", schema="gold")
    assert filled.rows(f"select v from {T}") == [["lakehouse_dev"]]
