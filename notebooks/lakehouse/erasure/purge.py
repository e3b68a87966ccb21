"""Old versions of tables, which keep what was taken out of them: until when, or not any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from pyspark.sql import SparkSession

from lakehouse.maintenance.table_health import FILE_RETENTION, describe
from lakehouse.runtime import sql
from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.session_settings import set_for_now

_CHECK = "spark.databricks.delta.retentionDurationCheck.enabled"
"""Check of VACUUM that retains files younger than a week, for any setting of the table."""


def purge(spark: SparkSession, tables: Iterable[str], *, at_once: bool) -> datetime | None:
    """Takes rows that are gone out of the files of tables that rest.

    By REORG PURGE no file of the newest version has them. Older files are removed by the VACUUM of
    maintenance: answers when it may remove the last of them. `at_once` does so now, and answers
    none: no other run may read or write the tables then, nor a stream have them left to read.
    """
    until = []
    for table in tables:
        retried(lambda name=table: sql.run(spark, "maintenance/reorg_purge.sql", table_name=name))
        if at_once:
            with _no_file_retention(spark, table):
                sql.run(spark, "maintenance/vacuum.sql", table_name=table)
        else:
            until.append(datetime.now(UTC) + _file_retention(spark, table))
    return max(until, default=None)


@contextmanager
def _no_file_retention(spark: SparkSession, table: str) -> Iterator[None]:
    name, _ = FILE_RETENTION
    stood = describe(spark, table)["properties"].get(name)
    _set_retention(spark, table, "interval 0 hours")
    try:
        with set_for_now(spark, _CHECK, "false"):
            yield
    finally:
        if stood is None:
            sql.run(spark, "maintenance/unset_file_retention.sql", table_name=table)
        else:
            _set_retention(spark, table, stood)


def _set_retention(spark: SparkSession, table: str, interval: str) -> None:
    sql.run(spark, "maintenance/set_file_retention.sql", table_name=table, interval=interval)


def _file_retention(spark: SparkSession, table: str) -> timedelta:
    stood = describe(spark, table)["properties"].get(*FILE_RETENTION)
    seconds = sql.run(spark, "maintenance/interval_seconds.sql", interval=stood).first()
    return timedelta(seconds=seconds["seconds"])
