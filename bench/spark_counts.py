"""Counts of the work that a run costs: jobs, SQL executions, streaming queries, Delta commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.streaming.listener import (
    QueryProgressEvent,
    QueryStartedEvent,
    QueryTerminatedEvent,
    StreamingQueryListener,
)


@dataclass(frozen=True)
class SparkCounts:
    """Counts of one process since it started, or between two moments."""

    jobs: int = 0
    sql_executions: int = 0
    streaming_queries: int = 0
    commits: int = 0
    """Commits to Delta tables."""

    def __add__(self, other: SparkCounts) -> SparkCounts:
        return SparkCounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __sub__(self, other: SparkCounts) -> SparkCounts:
        return SparkCounts(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))

    def by_name(self) -> list[dict[str, object]]:
        """The counts as those of a report (bench/report.ts)."""
        names = ("Spark jobs", "SQL executions", "streaming queries", "Delta commits")
        return [
            {"what": name, "count": getattr(self, field.name)}
            for name, field in zip(names, fields(self), strict=True)
        ]

    def __str__(self) -> str:
        return ", ".join(f"{one['count']} {one['what']}" for one in self.by_name())


class _StartedQueries(StreamingQueryListener):
    """The number of streaming queries that have started."""

    count = 0

    def onQueryStarted(self, _: QueryStartedEvent) -> None:  # noqa: N802 - named by Spark
        self.count += 1

    def onQueryProgress(self, _: QueryProgressEvent) -> None:  # noqa: N802
        pass

    def onQueryTerminated(self, _: QueryTerminatedEvent) -> None:  # noqa: N802
        pass


class SparkCounter:
    """Counts the work of a Spark process and the commits to the tables below a folder."""

    def __init__(self, spark: SparkSession, warehouse: Path) -> None:
        self._spark = spark
        self._warehouse = warehouse
        self._queries = _StartedQueries()
        spark.streams.addListener(self._queries)

    def during(self, work: Callable[[], object]) -> SparkCounts:
        """Does the work, and returns the counts of it."""
        before = self._now()
        work()
        return self._now() - before

    def _now(self) -> SparkCounts:
        return SparkCounts(
            jobs=self._spark.sparkContext._jsc.sc().dagScheduler().numTotalJobs(),
            sql_executions=last_execution(self._spark) + 1,
            streaming_queries=self._queries.count,
            commits=sum(1 for _ in self._warehouse.glob("*/*/_delta_log/*[0-9].json")),
        )


def last_execution(spark: SparkSession) -> int:
    """The number of the last SQL execution, counted from 0; -1 before the first."""
    spark.sparkContext._jsc.sc().listenerBus().waitUntilEmpty()
    executions = spark._jsparkSession.sharedState().statusStore()
    count = executions.executionsCount()
    if count == 0:
        return -1
    # the store may have dropped the oldest: what is left is in order
    return executions.executionsList(count - 1, 1).head().executionId()
