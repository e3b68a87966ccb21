"""Locks for work of jobs that must not run concurrently, in ops.job_locks.

A lock is a row, written once and updated from then on. On Databricks, tables with deletion vectors
have row-level concurrency: two MERGEs that insert the same new key both succeed, but two updates of
one row conflict (Databricks documentation, "Isolation levels and write conflicts"). The row is
inserted with a transaction identifier, which Delta commits once (documentation, "Idempotent table
writes": txnAppId, txnVersion).
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager

from pyspark.sql import Row, SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.streams import AVAILABLE_NOW, BatchGuard, unguarded, use_catalog

TABLE = "ops.job_locks"

MAINTENANCE = "maintenance"
WRITES = "writes"
"""The lock of the jobs that write documents, rows and their corrections: one job at a time."""

EXPIRES_AFTER_HOURS = 24
"""Time after which another job may take a lock that was not released: no task may take as long."""

HOURS_OF_A_BATCH = 2
"""The same for the lock of one batch."""

INGEST = "ingest"
RUN = "run"
"""The stage of a holder that is not divided into stages, and of all tasks of an ingest run."""

ALONE = ("ingest_evaluations",)
"""Stages whose batches exclude those of other stages: they write the same rows as another stage."""

HOURS_LEFT = 12
"""Tasks of a run that hold the lock for fewer hours take it again."""

SECONDS_BETWEEN_TRIES = 10
WAIT_SECONDS = 1800
"""Time that a writing job waits for another one to end."""


class Locked(Exception):
    """Another job holds the lock."""


@contextmanager
def held(
    spark: SparkSession,
    name: str,
    holder: str,
    *,
    stage: str = RUN,
    wait_seconds: float = 0,
    hours: int = EXPIRES_AFTER_HOURS,
) -> Generator[None]:
    """Holds the lock `name` for `holder` until the block ends.

    Stages of one holder share the lock, and the last one releases it. Waits for another holder up
    to `wait_seconds`; then raises `Locked`.
    """
    _take(spark, name, holder, stage, wait_seconds, hours)
    try:
        yield
    finally:
        _release(spark, name, holder, stage)


@contextmanager
def writing(
    spark: SparkSession, catalog: str, job: str, *, applies: bool = True
) -> Generator[None]:
    """Holds the lock of the jobs that write, for a notebook of `job`; nothing where it only reads.

    The job has at most one run at a time, so its next run takes over from one that was lost.
    """
    if not applies:
        yield
        return
    use_catalog(spark, catalog)
    with held(spark, WRITES, job, wait_seconds=WAIT_SECONDS):
        yield


@contextmanager
def ingesting(
    spark: SparkSession, catalog: str, trigger: str, task: str, *, recorded_by: str = ""
) -> Generator[BatchGuard]:
    """Holds the lock of the jobs that write for `task` of the ingest job; its tasks share it.

    With a last task of the run (`recorded_by`) the lock is of the run: the first task takes it, and
    `release_run` in the last task releases it. Otherwise a task that ends holds it until then. One
    that never ends holds it for each batch, by the guard that the block receives, so that other
    jobs get their turn between batches; its stages share it, but for those in `ALONE`.
    """
    use_catalog(spark, catalog)
    if trigger == AVAILABLE_NOW and recorded_by:
        if not _is_of_run(spark):
            _take(spark, WRITES, INGEST, RUN, WAIT_SECONDS, EXPIRES_AFTER_HOURS)
        yield unguarded
    elif trigger == AVAILABLE_NOW:
        with held(spark, WRITES, INGEST, stage=task, wait_seconds=WAIT_SECONDS):
            yield unguarded
    else:
        yield _held_for_batch


def _held_for_batch(session: SparkSession, stage: str) -> AbstractContextManager[None]:
    holder = f"{INGEST} {stage}" if stage in ALONE else INGEST
    return held(
        session, WRITES, holder, stage=stage, wait_seconds=WAIT_SECONDS, hours=HOURS_OF_A_BATCH
    )


@contextmanager
def release_run(spark: SparkSession, catalog: str) -> Generator[None]:
    """Releases the lock of an ingest run when the block ends, which is the work of its last task.

    A run that was cancelled before leaves the lock to the next one, which has the same name.
    """
    try:
        yield
    finally:
        use_catalog(spark, catalog)
        _release(spark, WRITES, INGEST, RUN)


def _take(
    spark: SparkSession, name: str, holder: str, stage: str, wait_seconds: float, hours: int
) -> None:
    until = time.monotonic() + wait_seconds
    while not _taken(spark, name, holder, stage, hours):
        row = _row(spark, name)
        if row is None:
            _seed(spark, name)
        elif time.monotonic() >= until:
            raise Locked(
                f"lock {name}: {row['holder']} has held it since {row['taken_at']}, got a request "
                f"of {holder}. Run again after that job ends; the lock expires at "
                f"{row['expires_at']}"
            )
        else:
            time.sleep(min(SECONDS_BETWEEN_TRIES, max(0.0, until - time.monotonic())))


def _row(spark: SparkSession, name: str) -> Row | None:
    return sql.run(spark, "maintenance/lock_holder.sql", lock=name).first()


def _is_of_run(spark: SparkSession) -> bool:
    """Returns true if a task of the run has taken the lock: reading it costs no commit."""
    row = _row(spark, WRITES)
    return (
        row is not None
        and row["holder"] == INGEST
        and RUN in row["stages"]
        and row["hours_left"] >= HOURS_LEFT
    )


def _release(spark: SparkSession, name: str, holder: str, stage: str) -> None:
    parameters = {"lock": name, "holder": holder, "stage": stage}
    retried(lambda: sql.run(spark, "maintenance/release_lock.sql", **parameters).collect())


def _taken(spark: SparkSession, name: str, holder: str, stage: str, hours: int) -> bool:
    parameters = {"lock": name, "holder": holder, "stage": stage, "hours": hours}
    updated = retried(
        lambda: sql.only_row(sql.run(spark, "maintenance/take_lock.sql", **parameters))
    )
    return updated["num_affected_rows"] > 0


def _seed(spark: SparkSession, name: str) -> None:
    """Inserts the row of a lock, once however many jobs do so at the same time."""
    schema = spark.table(TABLE).schema
    rows = spark.createDataFrame([(name, *[None] * (len(schema) - 1))], schema)
    writer = rows.write.format("delta").mode("append")
    writer = writer.option("txnAppId", f"{TABLE}/{name}").option("txnVersion", 1)
    retried(lambda: writer.saveAsTable(TABLE))
