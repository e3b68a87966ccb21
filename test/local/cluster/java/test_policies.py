"""Policies of Unity Catalog in the engine: column masks and row filters for each principal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cluster.errors import as_cluster_error
from cluster.principal import assume
from pyspark.sql import SparkSession

SCHEMA = "spark_catalog.covered"
PEOPLE = f"{SCHEMA}.people"
READER = {
    "user_name": "reader@example.com",
    "groups": ["readers"],
    "policies": {
        PEOPLE: {
            "masks": {
                "name": f"{SCHEMA}.mask_name",
                "turns": f"{SCHEMA}.mask_turns",
            },
            "filters": [],
        },
        f"{SCHEMA}.rejected": {"masks": {}, "filters": [f"{SCHEMA}.no_rows"]},
    },
}
EXCEPTED = {"user_name": "jobs", "groups": [], "policies": {}}
MASKED = [(1, "***", ["-"]), (2, "***", ["-"]), (3, None, None)]
STORED = [(1, "Ann", ["hello"]), (2, "Bob", ["secret"]), (3, None, None)]

Run = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def run(spark: SparkSession) -> Iterator[Run]:
    """Runs a statement as a principal, in a separate session and thread."""

    def of(statement: str, principal: dict[str, Any] = READER) -> list[tuple[Any, ...]]:
        def on_thread() -> list[tuple[Any, ...]]:
            assume(spark, principal)
            return [tuple(row) for row in spark.newSession().sql(statement).collect()]

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(on_thread).result()

    for statement in (
        f"create schema {SCHEMA}",
        "create function covered.inside() returns boolean return is_account_group_member('pii')",
        "create function covered.mask_name(value string) returns string"
        " return case when value is null or covered.inside() then value else '***' end",
        "create function covered.mask_turns(value array<string>) returns array<string>"
        " return transform(value, turn -> '-')",
        "create function covered.no_rows() returns boolean return false",
        f"create view {SCHEMA}.shown as select id, name from {PEOPLE} where id < 3",
        f"create view {SCHEMA}.above as with x as (select * from {SCHEMA}.shown) select * from x",
        f"create function covered.first_name() returns string"
        f" return (select min(name) from {PEOPLE})",
        f"create table {SCHEMA}.rejected (payload string) using delta",
        f"insert into {SCHEMA}.rejected values ('secret')",
    ):
        if statement.startswith("create view"):
            _create_people(spark)
        spark.sql(statement)
    yield of
    spark.sql(f"drop schema {SCHEMA} cascade")


@pytest.fixture
def changed(run: Run, spark: SparkSession) -> Iterator[Run]:
    """The same, for a test that changes the covered table: it is as new for the next one."""
    yield run
    _create_people(spark)


def _create_people(spark: SparkSession) -> None:
    spark.sql(
        f"create or replace table {PEOPLE} (id int, name string, turns array<string>, seen int)"
        " using delta tblproperties ('delta.enableChangeDataFeed' = 'true')"
    )
    spark.sql(
        f"insert into {PEOPLE} values (1, 'Ann', array('hello'), 0),"
        " (2, 'Bob', array('secret'), 0), (3, null, null, 0)"
    )


QUERIES = [
    f"select id, name, turns from {PEOPLE}",
    f"select id, Name, TURNS from {PEOPLE.upper()}",
    f"select p.id, p.name, p.turns from {PEOPLE} as p",
    f"with x as (select * from {PEOPLE}) select id, name, turns from x",
    f"select x.id, x.name, x.turns from (select * from {PEOPLE}) as x",
    f"select a.id, a.name, b.turns from {PEOPLE} as a join {PEOPLE} as b on a.id = b.id",
    f"select id, name, turns from {PEOPLE} union select id, name, turns from {PEOPLE}",
    f"select id, first(name), first(turns) from {PEOPLE} group by id",
    f"select id, max(name) over (partition by id), turns from {PEOPLE}",
    f"select id, (select max(b.name) from {PEOPLE} as b where b.id = a.id), turns"
    f" from {PEOPLE} as a",
    f"select v.id, x.name, x.turns from values (1), (2), (3) as v(id),"
    f" lateral (select name, turns from {PEOPLE} as p where p.id = v.id) as x",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_masked_column_is_masked_in_each_form_of_query(run: Run, query: str) -> None:
    assert sorted(run(query)) == MASKED
    assert sorted(run(query, EXCEPTED)) == STORED


@pytest.mark.parametrize("view", ["shown", "above"])
def test_a_view_shows_what_the_session_user_may_see(run: Run, view: str) -> None:
    query = f"select id, name from {SCHEMA}.{view} order by id"
    assert run(query) == [(1, "***"), (2, "***")]
    assert run(query, EXCEPTED) == [(1, "Ann"), (2, "Bob")]
    assert run(f"select a.name from {SCHEMA}.{view} a join {SCHEMA}.{view} b using (id)") == [
        ("***",),
        ("***",),
    ]


def test_a_function_reads_what_the_session_user_may_see(run: Run) -> None:
    assert run(f"select {SCHEMA}.first_name()") == [("***",)]
    assert run(f"select {SCHEMA}.first_name()", EXCEPTED) == [("Ann",)]


@pytest.mark.parametrize(
    "condition",
    [
        "name = 'Ann'",
        "name like 'A%'",
        "name in (select name from values ('Ann') as t(name))",
        "exists (select 1 from {people} as b where b.id = 1 and b.name = 'Ann')",
        "array_contains(turns, 'secret')",
        "raise_error(name) is not null and name = 'Ann'",
    ],
)
def test_a_condition_sees_the_mask(run: Run, condition: str) -> None:
    query = f"select id from {PEOPLE} where {condition.format(people=PEOPLE)}"
    if "raise_error" in condition:
        with pytest.raises(Exception, match=r"\*\*\*") as error:
            run(query)
        assert "Ann" not in str(error.value)
    else:
        assert run(query) == []
        assert run(query, EXCEPTED) != []


def test_what_a_reader_copies_is_masked(run: Run) -> None:
    copy = f"{SCHEMA}.copy"
    run(f"create or replace table {copy} using delta as select * from {PEOPLE}")
    run(f"insert into {copy} select * from {PEOPLE}")
    assert sorted(set(run(f"select id, name from {copy}", EXCEPTED)), key=str) == [
        (1, "***"),
        (2, "***"),
        (3, None),
    ]


def test_a_row_filter_hides_rows(run: Run) -> None:
    assert run(f"select * from {SCHEMA}.rejected") == []
    assert run(f"select count(*) from {SCHEMA}.rejected") == [(0,)]
    assert run(f"select payload from {SCHEMA}.rejected", EXCEPTED) == [("secret",)]


HISTORY = "ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED"


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        (f"select * from {PEOPLE} version as of 0", "FGAC_TIME_TRAVEL_NOT_SUPPORTED"),
        (
            f"with x as (select * from {PEOPLE} version as of 0) select * from x",
            "FGAC_TIME_TRAVEL_NOT_SUPPORTED",
        ),
        (f"describe history {PEOPLE}", HISTORY),
        (f"restore table {PEOPLE} to version as of 0", HISTORY),
        (f"create table {SCHEMA}.cloned shallow clone {PEOPLE}", HISTORY),
        (f"create table {SCHEMA}.cloned shallow clone {PEOPLE} version as of 0", HISTORY),
        (f"select * from table_changes('{PEOPLE}', 0)", "UNSUPPORTED_FEATURE"),
        (
            f"merge into {PEOPLE} as p using {PEOPLE} as s on p.id = s.id"
            " when matched then update set *",
            "UNSUPPORTED_FEATURE",
        ),
        (f"update {PEOPLE} set seen = length(name)", "UNSUPPORTED_FEATURE"),
        (f"update {PEOPLE} set seen = 1 where name = 'Ann'", "UNSUPPORTED_FEATURE"),
        (f"delete from {PEOPLE} where name = 'Ann'", "UNSUPPORTED_FEATURE"),
        (f"delete from {SCHEMA}.rejected", "UNSUPPORTED_FEATURE"),
    ],
)
def test_the_platforms_refusals(run: Run, statement: str, condition: str) -> None:
    with pytest.raises(Exception, match="SQLSTATE") as error:
        run(statement)
    assert as_cluster_error(error.value).error_code == condition
    assert sorted(run(f"select id, name, turns from {PEOPLE}", EXCEPTED)) == STORED


def test_an_excepted_principal_keeps_history_and_time_travel(changed: Run) -> None:
    assert changed(f"describe history {PEOPLE}", EXCEPTED)
    assert changed(f"select count(*) from {PEOPLE} version as of 0", EXCEPTED) is not None
    changed(f"restore table {PEOPLE} to version as of 0", EXCEPTED)


def test_a_change_of_rows_rewrites_files_as_they_are_stored(changed: Run) -> None:
    changed(f"delete from {PEOPLE} where id = 3")
    changed(f"update {PEOPLE} set seen = seen + 1 where id = 1")
    changed(f"optimize {PEOPLE}")
    stored = changed(f"select id, name, turns, seen from {PEOPLE} order by id", EXCEPTED)
    assert stored == [(1, "Ann", ["hello"], 1), (2, "Bob", ["secret"], 0)]


def test_a_subquery_of_a_change_of_rows_sees_the_mask(run: Run) -> None:
    copy = f"{SCHEMA}.names"
    run(f"create or replace table {copy} (value string) using delta")
    run(f"insert into {copy} values ('Ann')")
    run(f"update {copy} set value = (select max(name) from {PEOPLE})")
    assert run(f"select * from {copy}", EXCEPTED) == [("***",)]
    run(f"delete from {copy} where true", EXCEPTED)
    run(
        f"merge into {copy} using {PEOPLE} as p on false when not matched then insert (value)"
        " values (p.name)"
    )
    assert set(run(f"select * from {copy}", EXCEPTED)) == {("***",), (None,)}


def test_a_stream_of_a_covered_table_is_refused(spark: SparkSession, run: Run, tmp_path) -> None:
    def start() -> None:
        assume(spark, READER)
        stream = spark.newSession().readStream.table(PEOPLE).writeStream
        query = stream.option("checkpointLocation", tmp_path.as_uri()).trigger(availableNow=True)
        query.toTable(f"{SCHEMA}.streamed").awaitTermination()

    with ThreadPoolExecutor(1) as pool, pytest.raises(Exception, match="UNSUPPORTED_FEATURE"):
        pool.submit(start).result()


def test_a_policy_whose_function_is_missing_shows_nothing(run: Run) -> None:
    policies = {PEOPLE: {"masks": {"name": f"{SCHEMA}.absent"}, "filters": []}}
    with pytest.raises(Exception, match="UNRESOLVED_ROUTINE"):
        run(f"select name from {PEOPLE}", {**READER, "policies": policies})
