"""The rules of the contracts, applied to candidate rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lakehouse.runtime.contracts import Rule, Table

ERRORS = "_errors"
"""The rules that a candidate broke, as silver.quarantine tells them; empty for a good record."""

IS_DELETED = "is_deleted"
"""Column of a judged candidate: true if the record deletes its row."""

_ERROR_TYPE = "array<struct<rule: string, message: string, columns: array<string>>>"


class RuleFailed(Exception):
    """Records broke a rule that stops the run."""


def judged(candidates: DataFrame, table: Table) -> DataFrame:
    """The candidates with the `drop` rules that each of them broke.

    Of a table whose rows a source can delete, also with whether they say so.
    """
    if not table.deletion_rules:
        return candidates.select("*", _errors(table.rules).alias(ERRORS))
    is_deleted = F.coalesce(F.col("deleted").try_cast("boolean"), F.lit(False))
    errors = F.when(F.col(IS_DELETED), _errors(table.deletion_rules))
    return candidates.select("*", is_deleted.alias(IS_DELETED)).select(
        "*", errors.otherwise(_errors(table.rules)).alias(ERRORS)
    )


def is_good() -> Column:
    """True if a judged candidate violates no rule."""
    return F.size(ERRORS) == 0


def is_deletion() -> Column:
    """True if a judged candidate deletes a row and violates no rule."""
    return is_good() & F.col(IS_DELETED)


def rules_of(table: Table) -> dict[str, Rule]:
    """Every rule about one record of the table, by its name."""
    return {rule.name: rule for rule in (*table.rules, *table.deletion_rules)}


def tallies(table: Table) -> list[Column]:
    """Aggregates over judged candidates: all of a kind, and those that broke each rule."""
    measures = [F.count("*").alias("read"), F.count_if(~is_good()).alias("quarantined")]
    if table.deletion_rules:
        measures.append(F.count_if(IS_DELETED).alias("deletions"))
        measures.append(F.count_if(is_good() & ~F.col(IS_DELETED)).alias("accepted"))
    broken = (
        F.count_if(_breaks(rule, table)).alias(name) for name, rule in rules_of(table).items()
    )
    return [*measures, *broken]


def counted(tally: dict[str, Any]) -> Counter[str]:
    """Of a tally, the numbers that a run reports."""
    return Counter(read=tally["read"], quarantined=tally["quarantined"])


def stop_on_failures(table: Table, tally: dict[str, Any]) -> None:
    """Raises when a tally has records that broke a rule of severity `fail`."""
    for rule in rules_of(table).values():
        if rule.severity == "fail" and tally[rule.name] > 0:
            raise RuleFailed(
                f"{table.name}: rule {rule.name} ({rule.message}) must hold for every record, "
                f"got {tally[rule.name]} that break it"
            )


def rule_set(table: Table) -> str:
    """The rules that a record of the table was judged by, each with its version."""
    return ", ".join(f"{name}@{rule.version}" for name, rule in rules_of(table).items())


def _errors(rules: Iterable[Rule]) -> Column:
    rules = [rule for rule in rules if rule.severity == "drop"]
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


def _breaks(rule: Rule, table: Table) -> Column:
    """True if a judged candidate violates the rule. A rule that rejects is read from its errors."""
    if rule.severity != "drop":
        broken = _broken(rule)
        return broken & ~F.col(IS_DELETED) if table.deletion_rules else broken
    return ~is_good() & F.array_contains(F.col(f"{ERRORS}.rule"), rule.name)


def _broken(rule: Rule) -> Column:
    return ~F.coalesce(F.expr(rule.expression), F.lit(False))


def _error(rule: Rule) -> Column:
    return F.struct(
        F.lit(rule.name).alias("rule"),
        F.lit(rule.message).alias("message"),
        F.array(*(F.lit(c) for c in rule.columns)).alias("columns"),
    )
