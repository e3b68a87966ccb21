"""The protocol of the cluster: statements, tables, SQL files, notebooks, cancelling, the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from .cluster_process import ANN, BOB, LOCAL, ClusterError, ClusterProcess, alive, descendants

SLOW = "select count(*) from range(200000000000)"


def test_ping(cluster: ClusterProcess) -> None:
    answer = cluster.call("ping")
    assert answer["spark_version"] == "4.2.0"
    assert answer["uptime_seconds"] > 0


def test_a_request_that_is_none(cluster: ClusterProcess) -> None:
    cluster.send_line("{nonsense")
    with pytest.raises(ClusterError, match="one JSON object a line") as failed:
        cluster.reply(None)
    assert failed.value.code == "BAD_REQUEST"
    with pytest.raises(ClusterError, match="no such method: dance"):
        cluster.call("dance")
    with pytest.raises(ClusterError, match="the parameter full_name is missing"):
        cluster.call("describe_table")


class TestStatements:
    def test_values_are_text_as_the_platform_has_them(self, cluster: ClusterProcess) -> None:
        columns = {
            "timestamp'2024-01-02 03:04:05.678901'": ("TIMESTAMP", "2024-01-02T03:04:05.678Z"),
            "timestamp_ntz'2024-01-02 03:04:05'": ("TIMESTAMP_NTZ", "2024-01-02T03:04:05.000"),
            "timestamp'1582-01-01 00:00:00'": ("TIMESTAMP", "1582-01-01T00:00:00.000Z"),
            "date'0099-12-31'": ("DATE", "0099-12-31"),
            "1.50BD": ("DECIMAL(3,2)", "1.50"),
            "cast(1e-9 as decimal(38,18))": ("DECIMAL(38,18)", "0.000000001000000000"),
            "1e10": ("DOUBLE", "1.0E10"),
            "cast(0.1 as float)": ("FLOAT", "0.1"),
            "true": ("BOOLEAN", "true"),
            "1Y": ("TINYINT", "1"),
            "1S": ("SMALLINT", "1"),
            "1": ("INT", "1"),
            "1L": ("BIGINT", "1"),
            "'é\"\\n'": ("STRING", 'é"\n'),
            "x'01FF'": ("BINARY", "Af8="),
            "null": ("VOID", None),
            "cast(null as int)": ("INT", None),
            "array(1, null)": ("ARRAY<INT>", "[1,null]"),
            "map('a', date'2024-01-02')": ("MAP<STRING, DATE>", '{"a":"2024-01-02"}'),
            "struct(1 as x, array(true) as y)": (
                "STRUCT<x: INT, y: ARRAY<BOOLEAN>>",
                '{"x":1,"y":[true]}',
            ),
            'parse_json(\'{"a": [1, "b"]}\')': ("VARIANT", '{"a":[1,"b"]}'),
        }
        answer = cluster.sql("select " + ", ".join(columns))
        seen = [
            (column["type_text"], value)
            for column, value in zip(answer["columns"], answer["rows"][0], strict=True)
        ]
        assert seen == list(columns.values())
        decimal = answer["columns"][4]
        assert (decimal["type_precision"], decimal["type_scale"]) == (3, 2)
        names = {column["type_name"] for column in answer["columns"]}
        assert names >= {"LONG", "INT", "SHORT", "BYTE", "STRUCT", "MAP", "ARRAY", "NULL"}

    def test_parameters_have_types(self, cluster: ClusterProcess) -> None:
        rows = cluster.rows(
            "select typeof(:a), :a, typeof(:b), :b, :c, typeof(:d), :e",
            {"name": "a", "value": "5", "type": "BIGINT"},
            {"name": "b", "value": "1.5", "type": "DECIMAL(4,2)"},
            {"name": "c", "value": "2024-01-01T00:00:00Z", "type": "TIMESTAMP"},
            {"name": "d", "value": None, "type": "DATE"},
            {"name": "e", "value": "it's"},
            {"name": "unused", "value": "x"},
        )
        assert rows == [
            ["bigint", "5", "decimal(4,2)", "1.50", "2024-01-01T00:00:00.000Z", "date", "it's"]
        ]

    @pytest.mark.parametrize(
        ("statement", "code", "text"),
        [
            ("selec 1", "PARSE_SYNTAX_ERROR", "Syntax error at or near 'selec'"),
            ("select * from silver.nope", "TABLE_OR_VIEW_NOT_FOUND", "`silver`.`nope`"),
            ("select nope from range(1)", "UNRESOLVED_COLUMN", "`nope`"),
            ("select 1 / 0", "DIVIDE_BY_ZERO", "Division by zero"),
            ("select :a", "UNBOUND_SQL_PARAMETER", "unbound parameter: a"),
            ("select cast('x' as int)", "CAST_INVALID_INPUT", "'x'"),
            ("use catalog other", "NO_SUCH_CATALOG_EXCEPTION", "only spark_catalog"),
        ],
    )
    def test_an_error_is_the_engines_own(
        self, cluster: ClusterProcess, statement: str, code: str, text: str
    ) -> None:
        with pytest.raises(ClusterError) as failed:
            cluster.sql(statement)
        assert failed.value.code == code
        assert text in str(failed.value)
        assert "JVM stacktrace" not in str(failed.value)
        assert "Project [" not in str(failed.value)
        assert len(failed.value.error["sql_state"]) == 5

    def test_a_parameter_that_is_not_of_its_type(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError) as failed:
            cluster.sql("select :a", {"name": "a", "value": "x", "type": "INT"})
        assert failed.value.code == "CAST_INVALID_INPUT"

    def test_limits(self, cluster: ClusterProcess) -> None:
        answer = cluster.sql("select id from range(10) order by id", row_limit=3)
        assert (answer["rows"], answer["truncated"]) == ([["0"], ["1"], ["2"]], True)
        assert cluster.sql("select id from range(3)", row_limit=3)["truncated"] is False
        answer = cluster.sql("select repeat('x', 1000) from range(100)", byte_limit=10_000)
        assert 8 <= len(answer["rows"]) <= 11
        assert answer["truncated"] is True

    def test_each_statement_has_its_own_user_schema_and_session(
        self, cluster: ClusterProcess
    ) -> None:
        query = "select current_user(), current_schema(), is_account_group_member('analysts')"
        assert cluster.rows(query, principal=BOB, schema="bronze") == [
            ["bob@example.com", "bronze", "true"]
        ]
        cluster.sql("use schema silver")
        assert cluster.rows(query) == [["ann@example.com", "default", "false"]]

    def test_use_catalog(self, cluster: ClusterProcess) -> None:
        for statement in (
            "USE CATALOG spark_catalog",
            "-- which\nset catalog `spark_catalog`;",
            "use catalog identifier(:c)",
        ):
            cluster.sql(statement, {"name": "c", "value": "spark_catalog"})

    def test_cancel_stops_the_statement_and_no_other(self, cluster: ClusterProcess) -> None:
        first = cluster.send(
            "execute_statement", statement_id="slow", statement=SLOW, principal=ANN
        )
        other = cluster.send(
            "execute_statement",
            statement_id="other",
            statement="select count(*) from range(40000000) where sin(id) > 2",
            principal=ANN,
        )
        time.sleep(1)
        started = time.monotonic()
        assert cluster.call("cancel", id_to_cancel="slow") == {"cancelled": True}
        with pytest.raises(ClusterError) as failed:
            cluster.reply(first)
        assert failed.value.code == "CANCELED"
        assert time.monotonic() - started < 10
        assert cluster.reply(other)["rows"] == [["0"]]
        assert cluster.call("cancel", id_to_cancel="slow") == {"cancelled": False}


class TestTables:
    DEFINITION = (
        "CREATE TABLE `spark_catalog`.`silver`.`{}` (`id` bigint NOT NULL COMMENT 'the id',"
        " at timestamp COMMENT 'it''s', who STRUCT<name: STRING>) USING DELTA CLUSTER BY (id, at)"
        " COMMENT 'a table' TBLPROPERTIES ('delta.enableChangeDataFeed'='true',"
        " 'delta.logRetentionDuration'='interval 30 days')"
    )

    def describe(self, cluster: ClusterProcess, name: str) -> Any:
        return cluster.call("describe_table", full_name=f"spark_catalog.silver.{name}")

    def test_a_table_as_the_provider_defines_and_changes_it(self, cluster: ClusterProcess) -> None:
        cluster.sql(self.DEFINITION.format("t"))
        seen = self.describe(cluster, "t")
        assert seen["table_type"] == "MANAGED"
        assert seen["data_source_format"] == "DELTA"
        assert seen["comment"] == "a table"
        assert seen["clustering_columns"] == ["id", "at"]
        assert seen["view_definition"] is None
        assert seen["storage_location"] == f"file:{cluster.home}/warehouse/silver.db/t"
        assert seen["properties"]["delta.enableChangeDataFeed"] == "true"
        assert not {"provider", "location", "owner", "clusteringColumns"} & set(seen["properties"])
        first, _, who = seen["columns"]
        assert first == {
            "name": "id",
            "position": 0,
            "type_text": "bigint",
            "type_name": "LONG",
            "type_json": '{"name":"id","type":"long","nullable":false,'
            '"metadata":{"comment":"the id"}}',
            "nullable": False,
            "comment": "the id",
        }
        assert (who["type_text"], who["type_name"]) == ("struct<name:string>", "STRUCT")
        for change in (
            "ALTER TABLE spark_catalog.silver.t CLUSTER BY (id)",
            "ALTER TABLE spark_catalog.silver.t SET TBLPROPERTIES ('team'='x')",
            "ALTER TABLE spark_catalog.silver.t ADD COLUMN `more` string COMMENT 'm' AFTER id",
            "COMMENT ON TABLE spark_catalog.silver.t IS 'another'",
            "ALTER TABLE spark_catalog.silver.t ALTER COLUMN at COMMENT 'when'",
        ):
            cluster.sql(change)
        seen = self.describe(cluster, "t")
        assert [column["name"] for column in seen["columns"]] == ["id", "more", "at", "who"]
        assert [column["comment"] for column in seen["columns"]] == ["the id", "m", "when", None]
        assert seen["clustering_columns"] == ["id"]
        assert (seen["comment"], seen["properties"]["team"]) == ("another", "x")
        with pytest.raises(ClusterError, match="NOT NULL") as failed:
            cluster.sql("insert into silver.t (id) values (null)")
        assert failed.value.code == "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"

    def test_a_view(self, cluster: ClusterProcess) -> None:
        cluster.sql(
            "CREATE VIEW spark_catalog.silver.v (a COMMENT 'c') COMMENT 'a view' AS SELECT 1 AS b"
        )
        cluster.sql("ALTER VIEW spark_catalog.silver.v AS SELECT 2L AS a")
        seen = self.describe(cluster, "v")
        assert (seen["table_type"], seen["view_definition"]) == ("VIEW", "SELECT 2L AS a")
        assert seen["comment"] == "a view"
        assert [column["type_text"] for column in seen["columns"]] == ["bigint"]

    def test_what_is_not_there(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError) as failed:
            self.describe(cluster, "nope")
        assert failed.value.code == "TABLE_OR_VIEW_NOT_FOUND"
        with pytest.raises(ClusterError, match=r"catalog\.schema\.name, got silver\.t"):
            cluster.call("describe_table", full_name="silver.t")
        with pytest.raises(ClusterError) as failed:
            cluster.call("list_tables", catalog="spark_catalog", schema="nope")
        assert failed.value.code == "SCHEMA_NOT_FOUND"
        with pytest.raises(ClusterError) as failed:
            cluster.call("create_schema", catalog="other", schema="x")
        assert failed.value.code == "NO_SUCH_CATALOG_EXCEPTION"

    def test_schemas_and_their_tables(self, cluster: ClusterProcess) -> None:
        cluster.call("create_schema", catalog="spark_catalog", schema="s1", comment="it's")
        cluster.sql("create table s1.t (a int)")
        cluster.sql("create view s1.v as select 1 as one")
        listed = cluster.call("list_tables", catalog="spark_catalog", schema="s1")["tables"]
        assert sorted((t["name"], t["table_type"]) for t in listed) == [
            ("t", "MANAGED"),
            ("v", "VIEW"),
        ]
        with pytest.raises(ClusterError, match="SCHEMA_NOT_EMPTY|not empty"):
            cluster.call("drop_schema", catalog="spark_catalog", schema="s1")
        cluster.call("drop_schema", catalog="spark_catalog", schema="s1", cascade=True)
        assert ["s1"] not in cluster.rows("show schemas")


class TestSqlFiles:
    def run(self, cluster: ClusterProcess, text: str, **parameters: str) -> Any:
        source = cluster.home / f"f{time.monotonic_ns()}.sql"
        source.write_text(text)
        self.log = source.with_suffix(".log")
        return cluster.call(
            "run_sql_file",
            task_run_id=source.stem,
            source_path=str(source),
            parameters=parameters,
            principal=ANN,
            schema="silver",
            log_path=str(self.log),
        )

    def test_statements_share_a_session_and_the_last_one_is_the_result(
        self, cluster: ClusterProcess
    ) -> None:
        answer = self.run(
            cluster,
            "-- one; two\nuse catalog identifier(:catalog);\n"
            "create or replace table f (a string);\n"
            "insert into identifier(:catalog || '.silver.f') values (';'), ('--'), (:x);\n"
            "/* ; */ use schema bronze;\n"
            "select a from silver.f order by a;\n;\n",
            catalog="spark_catalog",
            x="it's",
        )
        assert answer["rows"] == [["--"], [";"], ["it's"]]
        log = self.log.read_text()
        assert "statement 5 of 5: select a from silver.f order by a" in log
        assert "it's" in log

    def test_a_compound_statement_is_one_and_is_refused(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError, match="send them one by one") as failed:
            self.run(cluster, "begin declare n int default 1; select n; end;")
        assert failed.value.code == "UNSUPPORTED_FEATURE"

    def test_the_error_of_a_statement_is_in_the_log_too(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError) as failed:
            self.run(cluster, "select 1;\nselect * from nope;\nselect 2")
        assert failed.value.code == "TABLE_OR_VIEW_NOT_FOUND"
        assert "TABLE_OR_VIEW_NOT_FOUND" in self.log.read_text()
        assert "statement 3" not in self.log.read_text()

    def test_a_file_without_a_statement_and_a_file_that_is_not_there(
        self, cluster: ClusterProcess
    ) -> None:
        with pytest.raises(ClusterError, match="has no statement"):
            self.run(cluster, "-- nothing\n")
        with pytest.raises(ClusterError, match="cannot read the SQL file"):
            cluster.call(
                "run_sql_file",
                task_run_id="gone",
                source_path=str(cluster.home / "gone.sql"),
                principal=ANN,
                log_path=str(cluster.home / "gone.log"),
            )


def test_a_second_cluster_of_the_same_workspace_is_refused(cluster: ClusterProcess) -> None:
    second = ClusterProcess(cluster.home)
    message = second.event("failed")["message"]
    assert str(cluster.home) in message
    assert f"in use by process {cluster.process.pid}" in message
    assert second.process.wait(10) == 1


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (None, "no Java: install Java 17 or later"),
        (
            "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2",
            "Java: must be 17 or later, got openjdk",
        ),
    ],
)
def test_no_java_or_an_old_one(tmp_path: Path, script: str | None, message: str) -> None:
    binary = tmp_path / "java" / "bin" / "java"
    if script:
        binary.parent.mkdir(parents=True)
        binary.write_text(f"#!/bin/sh\n{script}\n")
        binary.chmod(0o755)
    environment = {"JAVA_HOME": str(tmp_path / "java")}
    process = ClusterProcess(tmp_path / "home", environment=environment)
    assert message in process.event("failed")["message"]
    assert process.process.wait(10) == 1


def test_the_end_of_standard_input_ends_every_process(tmp_path: Path) -> None:
    cluster = ClusterProcess(tmp_path / "home")
    cluster.event("ready")
    notebook = tmp_path / "slow.py"
    notebook.write_text(
        "# Databricks notebook source\nimport subprocess\nsubprocess.Popen(['sleep', '600'])\n"
        f"print('begun')\nspark.sql('{SLOW}').collect()\n"
    )
    log = tmp_path / "slow.log"
    cluster.send(
        "run_notebook",
        task_run_id="1",
        source_path=str(notebook),
        notebook_path="/slow",
        principal=ANN,
        log_path=str(log),
    )
    deadline = time.monotonic() + 60
    while not (log.exists() and "begun" in log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    processes = descendants(cluster.process.pid)
    assert len(processes) >= 4
    assert cluster.end() < 15
    # What it started is ended after it: a moment later it is gone.
    deadline = time.monotonic() + 15
    while any(alive(pid) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in processes if alive(pid)] == []
    # The catalog is free again.
    again = ClusterProcess(tmp_path / "home")
    again.event("ready")
    # And a cluster that is killed leaves nothing behind either.
    processes = descendants(again.process.pid)
    again.process.kill()
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in processes if alive(pid)] == []


SERVER = """
import subprocess, sys
from unittest.mock import MagicMock
from cluster.server import Server

java = subprocess.Popen(["sleep", "30"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
spark, channel = MagicMock(version="4.2.0"), MagicMock()
spark.sparkContext._gateway.proc = java
channel.send = lambda _: print(java.pid, flush=True)
Server(spark, channel).serve(sys.stdin.buffer)
"""


def test_the_end_of_java_ends_the_server() -> None:
    """Nothing else would: a server without Java answers every request with an error."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env={**os.environ, "PYTHONPATH": str(LOCAL)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    os.kill(int(server.stdout.readline()), signal.SIGKILL)
    assert server.wait(60) == 1
    assert server.stderr
    assert "Java ended with exit code -9" in server.stderr.read()
