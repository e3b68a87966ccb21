"""Functions of the platform: who a query's user is, and in which groups."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cluster.principal import assume
from pyspark.sql import SparkSession

ANN = {"user_name": "ann@example.com", "groups": ["data-engineers", "a b"]}
BOB = {"user_name": "bob@example.com", "groups": ["analysts"]}


def as_user(
    spark: SparkSession, principal: dict[str, object], query: str
) -> list[tuple[object, ...]]:
    """The rows of a query by another user, on another thread."""

    def run() -> list[tuple[object, ...]]:
        assume(spark, principal)
        return [tuple(row) for row in spark.newSession().sql(query).collect()]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_the_user_and_the_groups_are_the_principals(spark: SparkSession) -> None:
    query = (
        "select current_user(), is_account_group_member('data-engineers'),"
        " is_account_group_member('a b'), is_account_group_member('data'),"
        " is_account_group_member(null)"
    )
    assert as_user(spark, ANN, query) == [("ann@example.com", True, True, False, None)]
    assert as_user(spark, BOB, query) == [("bob@example.com", False, False, False, None)]


def test_a_permanent_view_answers_whoever_asks(spark: SparkSession) -> None:
    spark.sql("create schema if not exists spark_catalog.users")
    spark.sql(
        "create or replace view spark_catalog.users.secured as"
        " select id, if(is_account_group_member('analysts'), 'shown', 'hidden') as text"
        " from range(2)"
    )
    query = "select text from spark_catalog.users.secured"
    assert as_user(spark, ANN, query) == [("hidden",)] * 2
    assert as_user(spark, BOB, query) == [("shown",)] * 2


def test_the_group_may_be_a_column(spark: SparkSession) -> None:
    query = (
        "select is_account_group_member(g) from values ('analysts'), ('nobody'), (null) as t(g)"
        " order by g"
    )
    assert as_user(spark, BOB, query) == [(None,), (True,), (False,)]


def test_two_users_at_once_do_not_mix(spark: SparkSession) -> None:
    query = (
        "select count_if(is_account_group_member(if(id % 2 = 0, 'analysts', 'x')))"
        " from range(0, 200000, 1, 4)"
    )
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda who: as_user(spark, who, query), [ANN, BOB] * 3))
    assert found == [[(0,)], [(100000,)]] * 3


def test_it_takes_one_argument_and_is_named_as_it_is_called(spark: SparkSession) -> None:
    with pytest.raises(Exception, match="WRONG_NUM_ARGS"):
        spark.sql("select is_account_group_member()")
    columns = spark.sql("select is_account_group_member('a')").columns
    assert columns == ["is_account_group_member(a)"]
