"""Statement execution, by the official SDK on a real Spark process."""

from __future__ import annotations

import time
import urllib.request
from decimal import Decimal

import pyarrow as pa
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue
from databricks.sdk.service.sql import (
    ColumnInfoTypeName,
    Disposition,
    ExecuteStatementRequestOnWaitTimeout,
    Format,
    ServiceErrorCode,
    StatementParameterListItem,
    StatementResponse,
    StatementState,
)


@pytest.fixture
def execute(client: WorkspaceClient, warehouse_id: str, schema: str):
    """Runs a statement in the schema of this test file and waits for its end."""

    def run(statement: str, **options: object) -> StatementResponse:
        parameters = options.pop("parameters", {})
        return client.statement_execution.execute_statement(
            statement,
            warehouse_id,
            catalog="lakehouse_local",
            schema=schema,
            wait_timeout=str(options.pop("wait_timeout", "50s")),
            parameters=[
                StatementParameterListItem(name=name, value=value, type=type_)
                for name, (value, type_) in parameters.items()
            ],
            **options,
        )

    return run


def test_values_come_as_text_with_their_types(execute) -> None:
    answer = execute(
        "select 1 as i, cast(1.5 as decimal(18,2)) as d, true as b, 'x' as s,"
        " cast(null as date) as n, timestamp'2024-01-02 03:04:05.678Z' as t, array('a', 'b') as a"
    )
    assert answer.status.state is StatementState.SUCCEEDED, answer.status.error
    columns = answer.manifest.schema.columns
    assert [(c.name, c.type_name) for c in columns] == [
        ("i", ColumnInfoTypeName.INT),
        ("d", ColumnInfoTypeName.DECIMAL),
        ("b", ColumnInfoTypeName.BOOLEAN),
        ("s", ColumnInfoTypeName.STRING),
        ("n", ColumnInfoTypeName.DATE),
        ("t", ColumnInfoTypeName.TIMESTAMP),
        ("a", ColumnInfoTypeName.ARRAY),
    ]
    assert (columns[1].type_precision, columns[1].type_scale) == (18, 2)
    assert answer.result.data_array == [
        ["1", "1.50", "true", "x", None, "2024-01-02T03:04:05.678Z", '["a","b"]']
    ]


def test_named_parameters_have_types(execute) -> None:
    answer = execute(
        "select :n + 1 as n, :day as day, :s as s",
        parameters={"n": ("41", "INT"), "day": ("2024-02-29", "DATE"), "s": ("it's", "STRING")},
    )
    assert answer.status.state is StatementState.SUCCEEDED, answer.status.error
    assert answer.result.data_array == [["42", "2024-02-29", "it's"]]


def test_a_failure_has_the_words_of_spark(execute) -> None:
    answer = execute("select * from no_such_table")
    assert answer.status.state is StatementState.FAILED
    assert answer.status.error.error_code is ServiceErrorCode.BAD_REQUEST
    assert "TABLE_OR_VIEW_NOT_FOUND" in answer.status.error.message
    assert "no_such_table" in answer.status.error.message


def test_tables_are_real(execute, client: WorkspaceClient, schema: str) -> None:
    created = execute(
        "create table deals (deal_id string not null comment 'key', amount decimal(18,2))"
        " using delta comment 'one row per deal'"
        " tblproperties ('delta.enableChangeDataFeed'='true')"
    )
    assert created.status.state is StatementState.SUCCEEDED, created.status.error
    execute("insert into deals values ('d1', 10.50), ('d2', null)")
    counted = execute("select count(*), sum(amount) from deals")
    assert counted.result.data_array == [["2", "10.50"]]

    table = client.tables.get(f"lakehouse_local.{schema}.deals")
    assert [(c.name, c.type_text, c.nullable, c.comment) for c in table.columns] == [
        ("deal_id", "string", False, "key"),
        ("amount", "decimal(18,2)", True, None),
    ]
    assert table.comment == "one row per deal"
    assert table.properties["delta.enableChangeDataFeed"] == "true"
    assert table.owner == "admin@example.com"
    assert [t.name for t in client.tables.list("lakehouse_local", schema)] == ["deals"]

    with pytest.raises(BadRequest, match="not empty"):
        client.schemas.delete(f"lakehouse_local.{schema}")
    client.tables.delete(f"lakehouse_local.{schema}.deals")
    assert not client.tables.exists(f"lakehouse_local.{schema}.deals").table_exists


def test_a_large_result_comes_in_chunks(execute, client: WorkspaceClient) -> None:
    answer = execute("select id, repeat('x', 1000) as x from range(10000)")
    assert answer.status.state is StatementState.SUCCEEDED, answer.status.error
    assert answer.manifest.total_chunk_count > 1
    rows, chunk = list(answer.result.data_array), answer.result
    while chunk.next_chunk_index is not None:
        chunk = client.statement_execution.get_statement_result_chunk_n(
            answer.statement_id, chunk.next_chunk_index
        )
        rows.extend(chunk.data_array)
    assert sorted(int(row[0]) for row in rows) == list(range(10000))


def test_limits_truncate(execute) -> None:
    answer = execute("select id from range(100)", row_limit=7)
    assert answer.manifest.truncated
    assert len(answer.result.data_array) == 7


def test_a_statement_can_be_left_alone_and_cancelled(execute, client: WorkspaceClient) -> None:
    statement = "select count(*) from range(100000000000) where sha2(cast(id as string), 512) = 'x'"
    answer = execute(
        statement, wait_timeout="0s", on_wait_timeout=ExecuteStatementRequestOnWaitTimeout.CONTINUE
    )
    assert answer.status.state in (StatementState.PENDING, StatementState.RUNNING)
    deadline = time.monotonic() + 30
    while answer.status.state is StatementState.PENDING and time.monotonic() < deadline:
        answer = client.statement_execution.get_statement(answer.statement_id)
    client.statement_execution.cancel_execution(answer.statement_id)
    after = client.statement_execution.get_statement(answer.statement_id)
    assert after.status.state is StatementState.CANCELED
    # the process is free again
    assert execute("select 1").status.state is StatementState.SUCCEEDED


def test_arrow_is_not_inline(execute) -> None:
    with pytest.raises(InvalidParameterValue, match="INLINE"):
        execute("select 1", format=Format.ARROW_STREAM)


def downloaded(link: str | None) -> bytes:
    with urllib.request.urlopen(link or "") as answer:
        return answer.read()


def test_arrow_streams_are_downloaded(execute, client: WorkspaceClient) -> None:
    query = """select id, repeat('x', 1000) as text, named_struct('a', array(id)) as nested,
        x'00ff' as bytes, cast(1.50 as decimal(10, 2)) as price from range(40000)"""
    answer = execute(query, disposition=Disposition.EXTERNAL_LINKS, format=Format.ARROW_STREAM)
    assert answer.manifest.format is Format.ARROW_STREAM
    chunks = answer.manifest.total_chunk_count or 0
    assert chunks > 1
    tables = []
    for index in range(chunks):
        part = client.statement_execution.get_statement_result_chunk_n(answer.statement_id, index)
        (link,) = part.external_links or []
        table = pa.ipc.open_stream(downloaded(link.external_link)).read_all()
        assert (link.row_offset, link.row_count) == (sum(map(len, tables)), len(table))
        assert link.next_chunk_index == (index + 1 if index + 1 < chunks else None)
        tables.append(table)
    whole = pa.concat_tables(tables)
    assert whole["id"].to_pylist() == list(range(40000))
    assert answer.manifest.total_row_count == 40000
    last = whole.slice(39999).to_pylist()[0]
    assert last["nested"] == {"a": [39999]}
    assert last["bytes"] == b"\x00\xff"
    assert last["price"] == Decimal("1.50")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select 1 as a where false", []),
        ("show grants on catalog lakehouse_local", None),
        ("select id from range(10)", [{"id": 0}, {"id": 1}, {"id": 2}]),
    ],
)
def test_arrow_of_any_result(execute, statement: str, expected: list | None) -> None:
    answer = execute(
        *(statement,),
        **{"disposition": Disposition.EXTERNAL_LINKS, "format": Format.ARROW_STREAM},
        row_limit=3,
    )
    links = (answer.result and answer.result.external_links) or []
    rows = [
        row
        for link in links
        for row in pa.ipc.open_stream(downloaded(link.external_link)).read_all().to_pylist()
    ]
    assert expected is None or rows == expected
    assert answer.manifest.total_row_count == len(rows)
