"""The session: its configuration and the Java process it runs in."""

from __future__ import annotations

import uuid
from pathlib import Path

from cluster.spark.jvm import MODULE_OPTIONS
from cluster.spark.session import remove_unfinished_metastore
from pyspark.sql import DataFrame, SparkSession


def test_java_gets_the_options_that_spark_would_give_it(spark: SparkSession) -> None:
    options = spark._jvm.org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
    assert tuple(options.split()) == MODULE_OPTIONS


def test_java_takes_options_of_the_environment_over_ours(spark: SparkSession) -> None:
    runtime = spark._jvm.java.lang.management.ManagementFactory.getRuntimeMXBean()
    given = [option for option in runtime.getInputArguments() if "TieredStopAtLevel" in option]
    assert given == ["-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4"]


def test_the_catalog_outlives_the_session_that_wrote_to_it(spark: SparkSession, home: Path) -> None:
    spark.sql("create schema if not exists spark_catalog.kept")
    spark.sql("create or replace table kept.t (a int)")
    assert (home / "metastore_db").is_dir()
    assert (home / "warehouse" / "kept.db" / "t" / "_delta_log").is_dir()
    assert not list((home / "warehouse" / "kept.db").rglob(".*.crc"))


def test_stages_are_compiled_for_queries_that_read_much(spark: SparkSession) -> None:
    session = spark.newSession()
    session.sql("create schema if not exists compiled")
    session.sql("create or replace table compiled.few as select 1 as id")
    # of 36 letters that no compression takes off
    session.sql("create or replace table compiled.many as select uuid() as id from range(60000)")
    rows = session._jvm.lakehouse.sql.ResultRows

    def is_compiled(table: str) -> bool:
        counted = session.sql(f"select count(distinct id) as n from compiled.{table}")
        assert rows.of(counted._jdf, 10, -1).json() == f'[["{table_rows[table]}"]]'
        return session.conf.get("spark.sql.codegen.wholeStage") == "true"

    table_rows = {"few": 1, "many": 60_000}
    assert is_compiled("many")
    assert not is_compiled("few")
    assert is_compiled("many")


def test_code_is_generated_for_queries_that_read_much(spark: SparkSession, tmp_path: Path) -> None:
    session = spark.newSession()
    letters = "".join(chr(97 + n % 26) for n in range(1_000))
    for name, lines in (("few", 1), ("many", 2_000)):
        (tmp_path / name).write_text(f"{letters}\n" * lines)

    def mode(frame: DataFrame) -> str:
        assert frame.collect()
        return session.conf.get("spark.sql.codegen.factoryMode")

    few, many = (session.read.text((tmp_path / name).as_uri()) for name in ("few", "many"))
    length = "length(upper(value))"
    assert mode(few.selectExpr(length)) == "NO_CODEGEN"
    assert mode(many.selectExpr(length)) == "FALLBACK"
    assert mode(session.sql("select 1")) == "NO_CODEGEN"
    assert mode(session.range(10).selectExpr("id + 1")) == "FALLBACK"
    many.createOrReplaceTempView("many")
    assert mode(session.sql("select (select max(value) from many) as value")) == "FALLBACK"
    cached = many.selectExpr(length).persist()
    assert mode(cached.where("true")) == "FALLBACK"
    cut_off = many.localCheckpoint()
    assert mode(cut_off.selectExpr(length)) == "FALLBACK"
    assert mode(few.localCheckpoint().selectExpr(length)) == "NO_CODEGEN"
    cached.unpersist()


def test_the_files_of_a_small_table_are_found_without_a_job(spark: SparkSession) -> None:
    session = spark.newSession()
    session.sql("create schema if not exists states")
    session.sql("create or replace table states.t as select 1 as id")
    rows = session.sql("select id from states.t where id > 0")

    def jobs(frame: DataFrame) -> int:
        spark.sparkContext.setJobGroup(group := str(uuid.uuid4()), "count")
        frame.collect()
        return len(spark.sparkContext.statusTracker().getJobIdsForGroup(group))

    rows.collect()
    # the scan of the file alone: Delta asks for the files twice, to skip some and to read them
    assert jobs(session.sql("select id from states.t where id > 0")) == 1
    session.sql("insert into states.t values (2)")
    found = session.sql("select id from states.t where id > 0 order by id")
    assert [row["id"] for row in found.collect()] == [1, 2]
    old = session.sql("select id from states.t version as of 0")
    assert [row["id"] for row in old.collect()] == [1]


def test_sql_has_the_dialect_of_the_platform(spark: SparkSession) -> None:
    spark.sql("create schema if not exists spark_catalog.dialect")
    spark.sql("create or replace table spark_catalog.dialect.t (a int)")
    rows = spark.sql(
        "select count(*) as n, current_timezone() as zone from identifier(:schema || '.t')",
        args={"schema": "spark_catalog.dialect"},
    )
    assert tuple(rows.first()) == (0, "UTC")
    assert spark.conf.get("spark.sql.ansi.enabled") == "true"


def test_spark_listens_on_this_machine_only(spark: SparkSession) -> None:
    conf = spark.sparkContext.getConf()
    assert conf.get("spark.driver.host") == "127.0.0.1"
    java = spark.sparkContext._gateway.proc.pid
    tables = [Path(f"/proc/{java}/net/{name}") for name in ("tcp", "tcp6")]
    if not tables[0].exists():
        return
    own = {
        link.readlink().name.removeprefix("socket:[").removesuffix("]")
        for link in Path(f"/proc/{java}/fd").iterdir()
        if link.is_symlink() and "socket:" in str(link.readlink())
    }
    lines = [line.split() for table in tables for line in table.read_text().splitlines()[1:]]
    listening = {line[1].split(":")[0] for line in lines if line[3] == "0A" and line[9] in own}
    assert listening
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_a_metastore_whose_creation_was_cut_off_is_removed(tmp_path: Path) -> None:
    metastore = tmp_path / "metastore_db"
    (metastore / "log").mkdir(parents=True)
    remove_unfinished_metastore(tmp_path)
    assert not metastore.exists()
    metastore.mkdir()
    (metastore / "service.properties").write_text("complete")
    remove_unfinished_metastore(tmp_path)
    assert (metastore / "service.properties").exists()
