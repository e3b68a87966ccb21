"""`dbfs:/`: one path for volumes and workspace files, for every reader."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from pyspark.sql import SparkSession


@pytest.fixture
def volume(home: Path) -> Path:
    folder = home / "volumes" / "spark_catalog" / "files" / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    return folder


def path_of(volume: Path) -> str:
    return f"/Volumes/spark_catalog/files/{volume.name}"


@pytest.mark.parametrize("scheme", ["", "dbfs:"])
def test_a_path_with_and_without_its_scheme(spark: SparkSession, volume: Path, scheme: str) -> None:
    (volume / "a.txt").write_text("one\n")
    rows = spark.read.text(f"{scheme}{path_of(volume)}").select("value", "_metadata.file_path")
    assert [tuple(row) for row in rows.collect()] == [("one", f"dbfs:{path_of(volume)}/a.txt")]


def test_what_spark_writes_is_a_file_of_the_volume_and_nothing_beside_it(
    spark: SparkSession, volume: Path
) -> None:
    spark.range(3).coalesce(1).write.json(f"{path_of(volume)}/out")
    names = {file.name.split("-")[0] for file in (volume / "out").iterdir()}
    assert names == {"_SUCCESS", "part"}
    assert spark.read.json(f"{path_of(volume)}/out").count() == 3


def test_a_delta_table_in_a_volume(spark: SparkSession, volume: Path) -> None:
    for _ in range(2):
        spark.range(3).write.format("delta").mode("append").save(f"{path_of(volume)}/table")
    assert spark.read.format("delta").load(f"{path_of(volume)}/table").count() == 6


def test_workspace_files(spark: SparkSession, home: Path) -> None:
    (home / "workspace" / "Shared").mkdir(exist_ok=True)
    (home / "workspace" / "Shared" / "x.json").write_text('{"a": 1}')
    assert spark.read.json("/Workspace/Shared/x.json").first()["a"] == 1


def test_tables_of_the_catalog_stay_where_they_are(spark: SparkSession, home: Path) -> None:
    spark.sql("create schema if not exists spark_catalog.files")
    spark.sql("create or replace table spark_catalog.files.t (a int)")
    detail = spark.sql("describe detail spark_catalog.files.t").first()
    assert detail["location"] == f"file:{home}/warehouse/files.db/t"


def test_a_path_outside_of_the_two_folders(spark: SparkSession) -> None:
    with pytest.raises(Exception, match="PATH_NOT_FOUND.*dbfs:/data/x"):
        spark.read.text("/data/x")
    for path in ("/data/x", "/x", "dbfs:/tmp/x"):
        with pytest.raises(Exception, match="must begin with /Volumes/ or /Workspace/"):
            spark.range(1).write.parquet(path)


def test_a_renamed_file_replaces_the_old_one(spark: SparkSession, volume: Path) -> None:
    """Checkpoints rest on this: a file appears whole, under its name, or not at all."""
    (volume / "old").write_text("old")
    (volume / "new").write_text("new")
    hadoop = spark._jvm.org.apache.hadoop.fs
    system = hadoop.Path("/Volumes").getFileSystem(spark._jsc.hadoopConfiguration())
    path = path_of(volume)
    assert system.rename(hadoop.Path(f"{path}/new"), hadoop.Path(f"{path}/old"))
    assert (volume / "old").read_text() == "new"
    assert not (volume / "new").exists()


def test_permissions_of_files_are_those_of_the_machine(spark: SparkSession, volume: Path) -> None:
    file = volume / "a.txt"
    file.write_text("x")
    file.chmod(0o640)
    hadoop = spark._jvm.org.apache.hadoop.fs
    path = hadoop.Path(file.as_uri())
    system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    assert system.getFileStatus(path).getPermission().toString() == "rw-r-----"
    system.setPermission(path, hadoop.permission.FsPermission("600"))
    assert file.stat().st_mode & 0o777 == 0o600
