"""The quality rules as CHECK constraints of the tables."""

from __future__ import annotations

import pytest
from lakehouse.governance.constraints import assert_constraints, constraints, same
from lakehouse.governance.findings import REPAIRED, Finding
from lakehouse.runtime.contracts import Column, Contracts, Rule, Table
from pyspark.sql import SparkSession

TABLE = "governed.things"


def rule(name: str, expression: str, *columns: str, severity: str = "drop") -> Rule:
    return Rule(name, severity, "a message", expression, columns or ("id",), 1)


def table(*rules: Rule) -> Contracts:
    columns = (Column("id", "STRING"), Column("size", "INT"))
    return Contracts({TABLE: Table(TABLE, (), columns, rules)}, {}, 15, " ")


PRESENT = rule("id_present", "coalesce(trim(id), '') <> ''")
SMALL = rule("size_in_range", "size is null or try_cast(size as double) between 0 and 9", "size")


@pytest.fixture
def things(spark: SparkSession) -> SparkSession:
    spark.sql("create schema if not exists governed")
    spark.sql(f"create or replace table {TABLE} (id string, size int) using delta")
    spark.sql(f"insert into {TABLE} values ('a', 1)")
    return spark


def test_rules_that_reject_and_that_the_columns_can_answer_are_constraints() -> None:
    declared = table(
        PRESENT,
        SMALL,
        rule("warned", "size > 1", "size", severity="warn"),
        rule("fatal", "size < 7", "size", severity="fail"),
        rule("well_formed", "not _malformed", "_malformed"),
        rule("half", "id <> value", "id", "value"),
    )
    assert constraints(declared.table(TABLE)) == {
        "id_present": PRESENT.expression,
        "size_in_range": SMALL.expression,
        "fatal": "size < 7",
    }


def test_no_contract_loses_the_presence_of_its_key(contracts: Contracts) -> None:
    for name, key in [("reps", "rep_id"), ("deals", "deal_id"), ("conversations", "call_id")]:
        assert f"{key}_present" in constraints(contracts.table(f"silver.{name}"))
    assert constraints(contracts.table("bronze.reps_raw")) == {}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("coalesce(trim(id), '') <> ''", "coalesce ( trim ( id ) , '' ) <> ''", True),
        ("a  in ('b','c')", "a in ( 'b' , 'c' )", True),
        ("a = 'b c'", "a = 'bc'", False),
        ("a = 'it\\'s  x'", "a = 'it\\'s x'", False),
        ('a = "x  y"', 'a = "x y"', False),
        ("a > 1", "a > 11", False),
        ("not a", "nota", False),
    ],
)
def test_predicates_are_compared_but_for_blanks(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


def test_constraints_are_set_kept_and_enforced(things: SparkSession) -> None:
    declared = table(PRESENT, SMALL)
    assert assert_constraints(things, declared) == [
        Finding(TABLE, "constraint id_present", PRESENT.expression, None),
        Finding(TABLE, "constraint size_in_range", SMALL.expression, None),
    ]
    assert assert_constraints(things, declared) == []
    for row in ("('  ', 1)", "('b', 10)"):
        with pytest.raises(Exception, match="DELTA_VIOLATE_CONSTRAINT"):
            things.sql(f"insert into {TABLE} values {row}")
    things.sql(f"insert into {TABLE} values ('b', null)")


def test_what_somebody_changed_is_undone(things: SparkSession) -> None:
    assert_constraints(things, table(PRESENT, SMALL))
    things.sql(f"alter table {TABLE} drop constraint id_present")
    things.sql(f"alter table {TABLE} drop constraint size_in_range")
    things.sql(f"alter table {TABLE} add constraint size_in_range check (size < 5)")
    things.sql(f"alter table {TABLE} add constraint mine check (id <> 'z')")
    assert assert_constraints(things, table(PRESENT, SMALL)) == [
        Finding(TABLE, "constraint id_present", PRESENT.expression, None),
        Finding(TABLE, "constraint mine", None, "id <> 'z'"),
        Finding(TABLE, "constraint size_in_range", SMALL.expression, "size < 5"),
    ]
    things.sql(f"insert into {TABLE} values ('z', 9)")


def test_a_constraint_that_rows_break_is_told_and_the_others_are_set(things: SparkSession) -> None:
    things.sql(f"insert into {TABLE} values ('b', 10), ('c', 11)")
    broken, fine = assert_constraints(things, table(SMALL, PRESENT))[::-1]
    assert (fine.property, fine.outcome) == ("constraint id_present", REPAIRED)
    assert broken.property == "constraint size_in_range"
    assert "2 rows" in broken.outcome
    assert TABLE in broken.outcome
    assert assert_constraints(things, table(SMALL, PRESENT)) == [broken]
