"""ops.job_locks: what only one run may do at a time, whether a job runs it or somebody by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from lakehouse import sql

EXPIRES_AFTER_HOURS = 24
"""When a lock is void whose run could not give it back: no task of a job may take as long."""


class Locked(Exception):
    """Another run does what only one may do at a time."""


@contextmanager
def held(spark: SparkSession, name: str, holder: str) -> Iterator[None]:
    """Has `holder` alone do the thing of that name until the block ends; raises `Locked`."""
    sql.merge(
        spark,
        "maintenance/take_lock.sql",
        lock=name,
        holder=holder,
        hours=EXPIRES_AFTER_HOURS,
    )
    rows = sql.run(spark, "maintenance/lock_holder.sql", lock=name).collect()
    others = [row for row in rows if row["holder"] != holder]
    if others:
        raise Locked(
            f"{name} must run once at a time, got: a run while {others[0]['holder']} has been at "
            f"it since {others[0]['taken_at']} (void at {others[0]['expires_at']})"
        )
    try:
        yield
    finally:
        sql.merge(spark, "maintenance/release_lock.sql", lock=name, holder=holder)
