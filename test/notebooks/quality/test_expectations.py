"""The rules of the contracts as expectations, with the platform's decorators and without."""

from __future__ import annotations

import pytest
from lakehouse.quality import expectations
from lakehouse.quality.rules import rules_of
from lakehouse.runtime.contracts import Contracts, Rule, Table
from pyspark.sql import DataFrame, SparkSession


def rule(name: str, severity: str, expression: str) -> Rule:
    return Rule(name, severity, f"{name} is broken", expression, ("id",), 1)


TABLE = Table(
    "silver.things",
    ("id",),
    (),
    (
        rule("id_present", "drop", "id is not null"),
        rule("size_small", "drop", "size < 10"),
        rule("size_even", "warn", "size % 2 = 0"),
        rule("size_possible", "fail", "size is null or size >= 0"),
    ),
)


def things(spark: SparkSession, *rows: tuple[str | None, int | None]) -> expectations.Query:
    def query() -> DataFrame:
        return spark.createDataFrame(rows, "id STRING, size INT")

    return query


def test_without_the_platform_the_query_drops_what_breaks_a_rule(spark: SparkSession) -> None:
    query = things(spark, ("a", 2), ("b", 3), (None, 2), ("c", 10), ("d", None))
    kept = expectations.expect(TABLE)(query)
    assert kept.__name__ == "query"
    # odd is worth a warning only; a predicate that is null does not hold
    assert [(row["id"], row["size"]) for row in kept().collect()] == [("a", 2), ("b", 3)]


def test_what_deletes_a_row_has_to_keep_the_rules_of_deletions_only() -> None:
    both, of_rows, of_deletions = (rule(name, "drop", f"{name} > 0") for name in "abc")
    table = Table(
        "silver.things", ("id",), (), (both, of_rows), deletion_rules=(both, of_deletions)
    )
    assert expectations.expectations(table, "drop") == {
        "a": "coalesce((a > 0), false)",
        "b": "is_deleted or coalesce((b > 0), false)",
        "c": "not is_deleted or coalesce((c > 0), false)",
    }


def test_without_the_platform_the_query_stops_at_what_must_not_be(spark: SparkSession) -> None:
    query = expectations.expect(TABLE)(things(spark, ("a", 2), (None, -1)))
    with pytest.raises(Exception, match="silver.things: rule size_possible must hold for every"):
        query().collect()


def test_the_platform_is_given_every_rule_by_its_severity(monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    for name in expectations.DECORATORS.values():

        def decorator(rules: dict[str, str], name: str = name) -> object:
            given.append((name, rules))
            return lambda query: query

        monkeypatch.setattr(expectations.dp, name, decorator, raising=False)

    def query() -> DataFrame:
        raise AssertionError("not run when it is declared")

    assert expectations.expect(TABLE)(query) is query
    assert given == [
        ("expect_all", {"size_even": "coalesce((size % 2 = 0), false)"}),
        ("expect_all_or_fail", {"size_possible": "coalesce((size is null or size >= 0), false)"}),
        (
            "expect_all_or_drop",
            {
                "id_present": "coalesce((id is not null), false)",
                "size_small": "coalesce((size < 10), false)",
            },
        ),
    ]


def test_every_rule_of_every_contract_is_an_expectation(contracts: Contracts) -> None:
    for table in contracts.tables.values():
        names = [
            name for s in expectations.DECORATORS for name in expectations.expectations(table, s)
        ]
        assert sorted(names) == sorted(rules_of(table))
