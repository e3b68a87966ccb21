"""The rules of the contracts as expectations of a pipeline's datasets.

Databricks has decorators for them, counts what passed and failed in the pipeline's event log, and
acts by the severity. Open-source Spark's pipelines have none: there the query itself drops what
broke a `drop` rule and stops at what broke a `fail` rule; what broke a `warn` rule is kept, as it
should be, but not counted. This is the one place that knows of the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from pyspark import pipelines as dp
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakehouse.quality.rules import IS_DELETED, rules_of
from lakehouse.runtime.contracts import Rule, Table

Query = Callable[[], DataFrame]

DECORATORS = {
    "warn": "expect_all",
    "fail": "expect_all_or_fail",
    "drop": "expect_all_or_drop",
}
"""The platform's decorator for each severity. `fail` is evaluated before `drop`."""


def expectations(table: Table, severity: str) -> dict[str, str]:
    """The rules of a severity by name, each as a predicate over judged candidates, never null.

    A rule that only rows have to keep, or only deletions, holds for the others.
    """
    return {
        name: f"{_not_asked(rule, table)}coalesce(({rule.expression}), false)"
        for name, rule in rules_of(table).items()
        if rule.severity == severity
    }


def _not_asked(rule: Rule, table: Table) -> str:
    if table.deletion_rules and rule not in table.deletion_rules:
        return f"{IS_DELETED} or "
    return "" if rule in table.rules else f"not {IS_DELETED} or "


def expect(table: Table) -> Callable[[Query], Query]:
    """Decorates the query of a dataset of candidates: what it returns keeps the table's rules."""

    def decorate(query: Query) -> Query:
        for severity, name in DECORATORS.items():
            rules = expectations(table, severity)
            if not rules:
                continue
            decorator = getattr(dp, name, None)
            if decorator is not None:
                query = decorator(rules)(query)
            elif severity != "warn":
                query = _ENFORCED[severity](query, table.name, rules)
        return query

    return decorate


def _dropping(query: Query, _table: str, rules: dict[str, str]) -> Query:
    @wraps(query)
    def kept() -> DataFrame:
        return query().where(" and ".join(f"({rule})" for rule in rules.values()))

    return kept


def _failing(query: Query, table: str, rules: dict[str, str]) -> Query:
    @wraps(query)
    def checked() -> DataFrame:
        candidates = query()
        for name, predicate in rules.items():
            message = f"{table}: rule {name} must hold for every record, got one that breaks it"
            stop = F.raise_error(message).cast("boolean")
            candidates = candidates.where(F.when(F.expr(predicate), True).otherwise(stop))
        return candidates

    return checked


_ENFORCED = {"drop": _dropping, "fail": _failing}
