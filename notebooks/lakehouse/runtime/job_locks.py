"""Locks for work of jobs that must not run concurrently, in ops.job_locks.

A lock is a row, written once and updated from then on. On Databricks, tables with deletion vectors
have row-level concurrency: two MERGEs that insert the same new key both succeed, but two updates of
one row conflict (Databricks documentation, "Isolation levels and write conflicts"). The row is
inserted with a transaction identifier, which Delta commits once (documentation, "Idempotent table
writes": txnAppId, txnVersion).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pyspark.sql import SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.streams import AVAILABLE_NOW, guarded_batches, use_catalog

TABLE = "ops.job_locks"

MAINTENANCE = "maintenance"
WRITES = "writes"
"""The lock of the jobs that write documents, rows and their corrections: one job at a time."""

EXPIRES_AFTER_HOURS = 24
"""Time after which another job may take a lock that was not released: no task may take as long."""

HOURS_OF_A_BATCH = 2
"""The same for the lock of one batch."""

INGEST = "ingest"

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
    stage: str = "run",
    wait_seconds: float = 0,
    hours: int = EXPIRES_AFTER_HOURS,
) -> Iterator[None]:
    """Holds the lock `name` for `holder` until the block ends.

    Stages of one holder share the lock, and the last one releases it. Waits for another holder up
    to `wait_seconds`; then raises `Locked`.
    """
    until = time.monotonic() + wait_seconds
    while not _taken(spark, name, holder, stage, hours):
        row = sql.run(spark, "maintenance/lock_holder.sql", lock=name).first()
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
    try:
        yield
    finally:
        parameters = {"lock": name, "holder": holder, "stage": stage}
        retried(lambda: sql.run(spark, "maintenance/release_lock.sql", **parameters).collect())


@contextmanager
def writing(spark: SparkSession, catalog: str, job: str, *, applies: bool = True) -> Iterator[None]:
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
def ingesting(spark: SparkSession, catalog: str, trigger: str, task: str) -> Iterator[None]:
    """Holds the lock of the jobs that write for `task` of the ingest job; its tasks share it.

    A task that ends holds it until then. One that never ends holds it for each batch, so that other
    jobs get their turn between batches; its stages share it.
    """
    use_catalog(spark, catalog)
    if trigger == AVAILABLE_NOW:
        with held(spark, WRITES, INGEST, stage=task, wait_seconds=WAIT_SECONDS):
            yield
        return

    def guard(stage: str) -> AbstractContextManager[None]:
        return held(
            spark, WRITES, INGEST, stage=stage, wait_seconds=WAIT_SECONDS, hours=HOURS_OF_A_BATCH
        )

    with guarded_batches(guard):
        yield


def _taken(spark: SparkSession, name: str, holder: str, stage: str, hours: int) -> bool:
    parameters = {"lock": name, "holder": holder, "stage": stage, "hours": hours}
    row = retried(lambda: sql.run(spark, "maintenance/take_lock.sql", **parameters).first())
    return bool(row and row[0])


def _seed(spark: SparkSession, name: str) -> None:
    """Inserts the row of a lock, once however many jobs do so at the same time."""
    schema = spark.table(TABLE).schema
    rows = spark.createDataFrame([(name, *[None] * (len(schema) - 1))], schema)
    writer = rows.write.format("delta").mode("append")
    writer = writer.option("txnAppId", f"{TABLE}/{name}").option("txnVersion", 1)
    retried(lambda: writer.saveAsTable(TABLE))
