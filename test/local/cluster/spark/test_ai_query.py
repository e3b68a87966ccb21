"""`ai_query` of the local cluster, asking an endpoint that only counts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cluster.errors import engine_message
from cluster.principal import assume
from cluster.spark.ai_query import ROWS_OF_A_REQUEST
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

SUM = "ai_query('sum', named_struct('a', {a}, 'b', {b}), 'STRUCT<total: DOUBLE>').total"


class Endpoints(ThreadingHTTPServer):
    """Answers the sum of each row: `sum` in a record, `plain` as a number; `refusing` refuses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, int]] = []
        """Of each request its endpoint, its token and its rows."""

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Endpoints

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        rows = json.loads(body)["dataframe_records"]
        endpoint = self.path.split("/")[2]
        token = self.headers["Authorization"].removeprefix("Bearer ")
        self.server.asked.append((endpoint, token, len(rows)))
        if endpoint == "refusing":
            self._answer(400, {"error_code": "BAD_REQUEST", "message": "no `b` in the input"})
        else:
            sums = [sum(value or 0 for value in row.values()) for row in rows]
            records = [{"total": total} for total in sums]
            self._answer(200, {"predictions": sums if endpoint == "plain" else records})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def endpoints() -> Iterator[Endpoints]:
    with Endpoints() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def rows(spark: SparkSession, endpoints: Endpoints, query: str, who: str = "ann") -> list[Any]:
    """The rows of a query by a user, on a separate thread."""

    def run() -> list[Any]:
        principal = {"user_name": who, "groups": [], "host": endpoints.host, "token": f"of-{who}"}
        assume(spark, principal)
        return [tuple(row) for row in spark.newSession().sql(query).collect()]

    endpoints.asked.clear()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_rows_are_asked_for_in_batches(spark: SparkSession, endpoints: Endpoints) -> None:
    count = ROWS_OF_A_REQUEST + 1000
    query = f"select sum({SUM.format(a='id', b='1')}) from range(0, {count}, 1, 1)"
    assert rows(spark, endpoints, query) == [(count * (count - 1) / 2 + count,)]
    assert sorted(number for _, _, number in endpoints.asked) == [1000, ROWS_OF_A_REQUEST]


def test_null_is_sent_as_null_and_no_request_has_no_answer(
    spark: SparkSession, endpoints: Endpoints
) -> None:
    query = (
        f"select {SUM.format(a='x', b='2')}, ai_query('plain', if(x > 0, struct(x), null), 'INT')"
        " from values (1), (null) as t(x) order by x nulls last"
    )
    assert rows(spark, endpoints, query) == [(3.0, 1), (2.0, None)]


def test_arguments_have_names_and_answers_have_types(
    spark: SparkSession, endpoints: Endpoints
) -> None:
    call = "ai_query(request => struct(1 as a), returnType => '{}', endpoint => '{}')"
    asked = (("STRUCT<total: BIGINT>", "sum"), ("STRING", "plain"), ("DECIMAL(5, 1)", "plain"))
    query = f"select {', '.join(call.format(*one) for one in asked)}"
    ((struct, text, decimal),) = rows(spark, endpoints, query)
    assert (struct.total, text, str(decimal)) == (1, "1", "1.0")


def test_a_record_needs_a_return_type_that_is_one(
    spark: SparkSession, endpoints: Endpoints
) -> None:
    with pytest.raises(PySparkException) as raised:
        rows(spark, endpoints, "select ai_query('sum', struct(1 as a), 'DOUBLE')")
    expected = "must be a STRUCT where the model returns records, got a record of total"
    assert expected in engine_message(raised.value)


def test_it_asks_as_whoever_queries_in_views_and_functions_too(
    spark: SparkSession, endpoints: Endpoints
) -> None:
    spark.sql("create schema if not exists spark_catalog.asks")
    spark.sql(
        "create or replace function spark_catalog.asks.total(a double, b double) returns double"
        f" return {SUM.format(a='a', b='b')}"
    )
    spark.sql(
        "create or replace view spark_catalog.asks.totals as"
        f" select id, {SUM.format(a='id', b='id')} as total from range(3)"
    )
    query = (
        "select spark_catalog.asks.total(id, 10), total from spark_catalog.asks.totals order by id"
    )
    for who in ("ann", "bob"):
        assert rows(spark, endpoints, query, who) == [(10.0, 0.0), (11.0, 2.0), (12.0, 4.0)]
        assert {token for _, token, _ in endpoints.asked} == {f"of-{who}"}
    spark.sql("drop schema spark_catalog.asks cascade")


def test_no_plan_shows_the_token(spark: SparkSession, endpoints: Endpoints) -> None:
    query = f"explain extended select {SUM.format(a='id', b='1')} from range(3)"
    ((plan,),) = rows(spark, endpoints, query)
    assert "ai_query" in plan
    assert "of-ann" not in plan
    assert endpoints.asked == []


def test_a_refusal_fails_the_query_with_its_reason(
    spark: SparkSession, endpoints: Endpoints
) -> None:
    with pytest.raises(PySparkException) as raised:
        rows(spark, endpoints, "select ai_query('refusing', struct(1 as a), 'DOUBLE')")
    expected = "[AI_FUNCTION_HTTP_REQUEST_ERROR] refusing answered 400: no `b` in the input"
    assert expected in engine_message(raised.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("ai_query('sum', struct(1 as a))", "needs the argument returnType here"),
        ("ai_query('sum', struct(1 as a), 'INT', 1)", "takes endpoint, request and returnType"),
        (
            "ai_query('sum', struct(1 as a), failOnError => false)",
            "has no argument failOnError here",
        ),
        ("ai_query('sum', struct(1 as a), 'FLOATING')", "FLOATING"),
    ],
)
def test_a_wrong_call_is_refused(
    spark: SparkSession, endpoints: Endpoints, call: str, message: str
) -> None:
    with pytest.raises(PySparkException) as raised:
        rows(spark, endpoints, f"select {call}")
    assert message in engine_message(raised.value)
