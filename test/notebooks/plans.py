"""The physical plans of the queries that a session ran."""

from __future__ import annotations

import re
from collections.abc import Callable

from pyspark.sql import SparkSession
from spark_counts import last_execution

_NODE = re.compile(r"[ :]*[+:]- ")
_COMMAND = re.compile(r"== Physical Plan ==\s+Execute ")


def plans_of(spark: SparkSession, work: Callable[[], object]) -> list[str]:
    """The physical plan of each query of the work, in order.

    Commands are left out: they show the plan that they were written as. What they execute is
    among the queries.
    """
    before = last_execution(spark)
    work()
    store = spark._jsparkSession.sharedState().statusStore()
    found = (store.execution(number) for number in range(before + 1, last_execution(spark) + 1))
    plans = [one.get().physicalPlanDescription() for one in found if one.isDefined()]
    return [plan for plan in plans if _COMMAND.match(plan) is None]


def without_cached(plan: str) -> str:
    """A plan without the plans by which its cached DataFrames were computed."""
    kept, cached_at = [], None
    for line in plan.splitlines():
        node = _NODE.match(line)
        # a line that is no node goes on with the one before, whose text has a line break
        depth = len(node[0]) if node else None
        if cached_at is not None and (depth is None or depth > cached_at):
            continue
        cached_at = depth if "InMemoryRelation" in line else None
        kept.append(line)
    return "\n".join(kept)
