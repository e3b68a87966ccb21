"""`array_contains` of an array that a subquery computes: looked up by hash, with equal answers."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

ARRAYS = [
    "array('a', 'b')",
    "array('a', cast(null as string))",
    "cast(array() as array<string>)",
    "cast(null as array<string>)",
]


def optimized(spark: SparkSession, query: str) -> str:
    return spark.sql(query)._jdf.queryExecution().optimizedPlan().toString()


@pytest.mark.parametrize("whole_stage", ["true", "false"])
@pytest.mark.parametrize("array", ARRAYS)
def test_it_answers_as_array_contains(spark: SparkSession, array: str, whole_stage: str) -> None:
    session = spark.newSession()
    session.conf.set("spark.sql.codegen.wholeStage", whole_stage)
    # min and a table of rows keep the optimizer from computing the array itself
    values = "(values ('a'), ('A'), ('c'), (null)) as t(value)"
    query = (
        f"select value, array_contains((select min({array}) from range(1, 3)), value) as found,"
        f" array_contains({array}, value) as expected from {values} distribute by value"
    )
    assert "SetMembership" in optimized(session, query)
    rows = session.sql(query).collect()
    assert len(rows) == 4
    assert [row["found"] for row in rows] == [row["expected"] for row in rows]


def test_two_arrays_do_not_mix(spark: SparkSession) -> None:
    session = spark.newSession()
    query = (
        "select count_if(array_contains((select collect_set(string(id)) from range(5)), v)),"
        " count_if(array_contains((select collect_set(string(id)) from range(50)), v))"
        " from (select string(id) as v from range(0, 100, 1, 3))"
    )
    assert tuple(session.sql(query).first()) == (5, 50)


@pytest.mark.parametrize(
    "query",
    [
        # the array differs from row to row
        "select array_contains(array(value, 'a'), value) from values ('a'), ('b') as t(value)",
        # numbers
        "select array_contains((select collect_set(id) from range(3)), id) from range(5)",
        # another collation takes 'A' for 'a'
        "with s as (select v collate utf8_lcase as v from values ('a') as t(v))"
        " select array_contains((select collect_list(v) from s), value collate utf8_lcase)"
        " from values ('A') as t(value)",
    ],
)
def test_other_calls_stay_as_they_are(spark: SparkSession, query: str) -> None:
    assert "SetMembership" not in optimized(spark, query)
