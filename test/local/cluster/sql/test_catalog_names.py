"""Further names of the catalog in statements, in notebooks, and in names that DataFrames get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..cluster_process import ANN, ClusterError, ClusterProcess


@pytest.fixture(autouse=True)
def table(cluster: ClusterProcess) -> None:
    cluster.sql("create or replace table main.silver.named as select 1 as id")


def needs(cluster: ClusterProcess) -> list[str]:
    """Objects of the last statement that the API was asked about."""
    asked = [event for event in cluster.events if event["event"] == "authorize"][-1]
    return [requirement["full_name"] for requirement in asked["access"]["requirements"]]


@pytest.mark.parametrize(
    "statement",
    [
        "select id from main.silver.named",
        "select id from `main`.silver.named n where id in (select id from main.silver.named)",
        "with n as (select * from MAIN.silver.named) select id from n",
        "select id from identifier('main.silver.' || 'named')",
    ],
)
def test_queries_reach_the_catalog(cluster: ClusterProcess, statement: str) -> None:
    assert cluster.rows(statement) == [["1"]]
    assert set(needs(cluster)) == {"spark_catalog", "spark_catalog.silver"} | {
        "spark_catalog.silver.named"
    }


def test_changes_reach_the_catalog(cluster: ClusterProcess) -> None:
    cluster.sql("insert into main.silver.named values (2)")
    cluster.sql("update main.silver.named set id = 3 where id = 2")
    cluster.sql(
        "merge into main.silver.named t using (select 3 as id) s on t.id = s.id"
        " when matched then delete"
    )
    cluster.sql("delete from main.silver.named where id = 9")
    assert cluster.rows("select id from spark_catalog.silver.named") == [["1"]]
    cluster.sql("restore table main.silver.named to version as of 0")
    assert cluster.rows("describe detail main.silver.named")[0][0] == "delta"
    assert len(cluster.rows("describe history main.silver.named")) > 1
    cluster.sql("alter table main.silver.named add column note string")
    assert [row[0] for row in cluster.rows("describe table main.silver.named")] == ["id", "note"]
    cluster.sql("optimize main.silver.named")
    cluster.sql("drop table main.silver.named")
    with pytest.raises(ClusterError, match="cannot be found"):
        cluster.sql("select 1 from spark_catalog.silver.named")


def test_schemas_and_views_reach_the_catalog(cluster: ClusterProcess) -> None:
    cluster.sql("create schema main.renamed")
    assert ["renamed"] in cluster.rows("show schemas in main")
    cluster.sql("create view main.renamed.v as select id from main.silver.named")
    assert cluster.rows("select id from spark_catalog.renamed.v") == [["1"]]
    assert [row[1] for row in cluster.rows("show tables in main.renamed")] == ["v"]
    cluster.sql("drop schema main.renamed cascade")
    assert ["renamed"] not in cluster.rows("show schemas in spark_catalog")


@pytest.mark.parametrize(
    "statement", ["use catalog main", "set catalog main", "use catalog `main`"]
)
def test_it_is_the_current_catalog(cluster: ClusterProcess, statement: str) -> None:
    cluster.sql(statement)
    assert needs(cluster) == ["spark_catalog"]


def test_two_parts_are_a_schema_and_a_table(cluster: ClusterProcess) -> None:
    cluster.sql("create schema main.main")
    cluster.sql("create table main.main.t as select 7 as id")
    assert cluster.rows("select id from main.t") == [["7"]]
    cluster.sql("drop schema main.main cascade")


def test_other_catalogs_do_not_exist(cluster: ClusterProcess) -> None:
    with pytest.raises(ClusterError):
        cluster.sql("select 1 from dev.silver.named")
    with pytest.raises(ClusterError, match="Catalog 'dev' was not found"):
        cluster.sql("use catalog dev")


def run(cluster: ClusterProcess, folder: Path, text: str, **params: Any) -> str:
    """The log of a notebook of one cell."""
    source = folder / "n.py"
    source.write_text(f"# Databricks notebook source\n{text}\n")
    log = folder / "n.log"
    names = {"notebook_path": "/Shared/n", "principal": ANN, "log_path": str(log)}
    task_run_id = f"names-{folder.name}"
    cluster.call(
        "run_notebook", task_run_id=task_run_id, source_path=str(source), **names, **params
    )
    return log.read_text()


def test_notebooks_name_tables_and_volumes(cluster: ClusterProcess, tmp_path: Path) -> None:
    volume = cluster.home / "volumes" / "spark_catalog" / "silver" / "files"
    volume.mkdir(parents=True, exist_ok=True)
    link = cluster.home / "volumes" / "main"
    if not link.exists():
        link.symlink_to("spark_catalog")
    log = run(
        cluster,
        tmp_path,
        "spark.sql('USE CATALOG main')\n"
        "spark.sql('USE SCHEMA silver')\n"
        "print(spark.table('named').count(), spark.read.table('main.silver.named').count())\n"
        "spark.range(3).write.mode('overwrite').saveAsTable('main.silver.written')\n"
        "spark.range(2).write.insertInto('main.silver.written')\n"
        "spark.range(1).writeTo('main.silver.written').append()\n"
        "print(spark.table('spark_catalog.silver.written').count())\n"
        "print(spark.catalog.tableExists('main.silver.written'))\n"
        "dbutils.fs.put('/Volumes/main/silver/files/a.txt', 'a', True)\n"
        "print(dbutils.fs.head('/Volumes/spark_catalog/silver/files/a.txt'))\n"
        "(spark.readStream.table('main.silver.written').writeStream\n"
        "  .option('checkpointLocation', '/Volumes/main/silver/files/check')\n"
        "  .trigger(availableNow=True).toTable('main.silver.streamed').awaitTermination())\n"
        "print(spark.table('main.silver.streamed').count())",
    )
    assert log.splitlines() == ["1 1", "6", "True", "a", "6"]


def test_samples_are_read_and_not_written(cluster: ClusterProcess) -> None:
    assert cluster.rows("show schemas in samples") == [["nyctaxi"], ["wanderbricks"]]
    columns = cluster.sql("select * from samples.nyctaxi.trips limit 1")["columns"]
    assert [(column["name"], column["type_text"]) for column in columns] == [
        ("tpep_pickup_datetime", "TIMESTAMP"),
        ("tpep_dropoff_datetime", "TIMESTAMP"),
        ("trip_distance", "DOUBLE"),
        ("fare_amount", "DOUBLE"),
        ("pickup_zip", "INT"),
        ("dropoff_zip", "INT"),
    ]
    count = "select count(*), count(fare_amount), count(tpep_pickup_datetime)"
    assert cluster.rows(f"{count} from samples.nyctaxi.trips") == [["240", "240", "240"]]
    bookings = "select count(*), count(check_in) from samples.wanderbricks.bookings"
    assert cluster.rows(bookings) == [["120", "120"]]
    with pytest.raises(ClusterError, match="read-only"):
        cluster.sql("drop table samples.nyctaxi.trips")
    with pytest.raises(ClusterError, match="cannot be found"):
        cluster.sql("select 1 from samples.nyctaxi.none")
