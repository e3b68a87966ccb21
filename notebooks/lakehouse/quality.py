"""The rules of the contracts, applied to candidate rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.contracts import Rule, Table

ERRORS = "_errors"
"""The rules that a candidate broke, as silver.quarantine tells them; empty for a good record."""

_ERROR_TYPE = "array<struct<rule: string, message: string, columns: array<string>>>"


class RuleFailed(Exception):
    """Records broke a rule that stops the run."""


def judged(candidates: DataFrame, table: Table) -> DataFrame:
    """The candidates with the `drop` rules that each of them broke."""
    rules = [rule for rule in table.rules if rule.severity == "drop"]
    return candidates.select("*", _errors(rules).alias(ERRORS))


def is_good() -> Column:
    """Whether a judged candidate broke no rule."""
    return F.size(ERRORS) == 0


def tallies(table: Table) -> list[Column]:
    """Aggregates over judged candidates: all, rejected, and those that broke each rule."""
    return [
        F.count("*").alias("read"),
        F.count_if(~is_good()).alias("quarantined"),
        *(F.count_if(_breaks(rule)).alias(rule.name) for rule in table.rules),
    ]


def counted(tally: dict[str, Any]) -> Counter[str]:
    """Of a tally, the numbers that a run reports."""
    return Counter(read=tally["read"], quarantined=tally["quarantined"])


def stop_on_failures(table: Table, tally: dict[str, Any]) -> None:
    """Raises when a tally has records that broke a rule of severity `fail`."""
    for rule in table.rules:
        if rule.severity == "fail" and tally[rule.name] > 0:
            raise RuleFailed(
                f"{table.name}: rule {rule.name} ({rule.message}) must hold for every record, "
                f"got {tally[rule.name]} that break it"
            )


def rule_set(table: Table) -> str:
    """The rules that a record of the table was judged by, each with its version."""
    return ", ".join(f"{rule.name}@{rule.version}" for rule in table.rules)


def _errors(rules: Iterable[Rule]) -> Column:
    rules = list(rules)
    none = F.array().cast(_ERROR_TYPE)
    if not rules:
        return none
    all_hold = reduce(Column.__and__, (F.expr(rule.expression) for rule in rules))
    broken = F.filter(
        F.array(*(F.when(_broken(rule), _error(rule)) for rule in rules)),
        lambda error: error.isNotNull(),
    )
    # Almost every record is good, and one test is cheaper than an array to be searched.
    return F.when(all_hold, none).otherwise(broken)


def _breaks(rule: Rule) -> Column:
    """Whether a judged candidate broke the rule: of one that rejects, its errors tell."""
    if rule.severity != "drop":
        return _broken(rule)
    return ~is_good() & F.array_contains(F.col(f"{ERRORS}.rule"), rule.name)


def _broken(rule: Rule) -> Column:
    return ~F.coalesce(F.expr(rule.expression), F.lit(False))


def _error(rule: Rule) -> Column:
    return F.struct(
        F.lit(rule.name).alias("rule"),
        F.lit(rule.message).alias("message"),
        F.array(*(F.lit(c) for c in rule.columns)).alias("columns"),
    )
