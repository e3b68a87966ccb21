"""Statements: values, errors, limits, sessions and cancelling."""

from __future__ import annotations

import time

import pytest

from ..cluster_process import ANN, BOB, ClusterError, ClusterProcess

SLOW = "select count(*) from range(200000000000)"


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
