"""Old versions of tables, which keep what was taken out of them: removed, or until when stored."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

from pyspark.sql import SparkSession

from lakehouse.maintenance.table_health import FILE_RETENTION, LOG_RETENTION, describe
from lakehouse.runtime import sql
from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.session_settings import set_for_now
from lakehouse.runtime.versions import history

_CHECK = "spark.databricks.delta.retentionDurationCheck.enabled"
"""Check of VACUUM that retains files younger than a week, for any setting of the table."""

_VACUUM_NOW = "maintenance/vacuum_now.sql"
_NOTHING_RETAINED = "interval 0 hours"


class NotPurged(Exception):
    """Files of old versions are still stored."""


def purge(spark: SparkSession, tables: Iterable[str], *, at_once: bool) -> datetime | None:
    """Takes rows that are gone out of the files of tables that rest.

    By REORG PURGE no file of the newest version has them. Older files are removed by the VACUUM of
    maintenance: answers when it may remove the last of them. `at_once` does so now, and answers
    none: no other run may read or write the tables then, nor a stream have them left to read.
    """
    intervals: set[str] = set()
    for table in tables:
        retried(lambda name=table: sql.run(spark, "maintenance/reorg_purge.sql", table_name=name))
        if at_once:
            _remove_old_files(spark, table)
        else:
            intervals.add(_file_retention(spark, table))
    now = datetime.now(UTC)
    return max((now + _length(spark, one) for one in intervals), default=None)


def old_versions_until(
    spark: SparkSession, tables: Iterable[str], before: datetime
) -> datetime | None:
    """The time from which on VACUUM removes the files of versions before `before`, if it is later.

    Raises `NotPurged` where it has not removed them since.
    """
    until = before
    stored: dict[str, int] = {}
    for table in tables:
        due = before + _length(spark, _file_retention(spark, table))
        until = max(until, due)
        if due <= datetime.now(UTC) and not _is_vacuumed(spark, table, before):
            stored[table] = len(_removable_files(spark, table, ""))
    found = ", ".join(f"{table} ({count})" for table, count in stored.items() if count)
    if found:
        raise NotPurged(
            f"old versions: files are still stored, got {found}. Run VACUUM on these tables, or "
            "wait for maintenance; then verify again"
        )
    return until if until > datetime.now(UTC) else None


def _remove_old_files(spark: SparkSession, table: str) -> None:
    began = datetime.now(UTC)
    with set_for_now(spark, _CHECK, "false") as is_set, ExitStack() as stack:
        if not is_set:
            stack.enter_context(_nothing_retained(spark, table))
        sql.run(spark, _VACUUM_NOW if is_set else "maintenance/vacuum.sql", table_name=table)
        is_done = _is_vacuumed(spark, table, began)
        retained = "retain 0 hours" if is_set else ""
        left = [] if is_done else _removable_files(spark, table, retained)
    if left:
        raise NotPurged(
            f"{table}: files of old versions cannot be removed, got {len(left)}: {left[0]}. "
            "Correct this, then repeat the run: it goes on where it stopped"
        )


@contextmanager
def _nothing_retained(spark: SparkSession, table: str) -> Generator[None]:
    """Sets the retention of removed files to nothing, on compute without the setting `_CHECK`.

    A run that was killed has left it at nothing; the log has the same retention by the stack.
    """
    stood = _file_retention(spark, table)
    if stood == _NOTHING_RETAINED:
        stood = describe(spark, table)["properties"].get(*LOG_RETENTION)
    _retain(spark, table, _NOTHING_RETAINED)
    try:
        yield
    finally:
        _retain(spark, table, stood)


def _retain(spark: SparkSession, table: str, interval: str) -> None:
    sql.run(spark, "maintenance/retain_files.sql", table_name=table, interval=interval)


def _removable_files(spark: SparkSession, table: str, retained: str) -> list[str]:
    """Files that VACUUM would remove. A folder, which it lists too, has no dot in its name."""
    rows = sql.run(
        spark, "maintenance/removable_files.sql", table_name=table, retained=retained
    ).collect()
    return [row[0] for row in rows if "." in row[0].rpartition("/")[2]]


def _is_vacuumed(spark: SparkSession, table: str, before: datetime) -> bool:
    """True if the log has a VACUUM that removed what only versions before `before` have."""
    views = {"table_history": history(spark, table)}
    done = sql.run(spark, "maintenance/completed_vacuums.sql", views, before=before.isoformat())
    return sql.only_row(done)["completed"] > 0


def _file_retention(spark: SparkSession, table: str) -> str:
    return describe(spark, table)["properties"].get(*FILE_RETENTION)


def _length(spark: SparkSession, interval: str) -> timedelta:
    row = sql.only_row(sql.run(spark, "maintenance/interval_seconds.sql", interval=interval))
    return timedelta(seconds=row["seconds"])
