"""Locks of jobs, where inserts of one new key do not conflict, as with row-level concurrency."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest
from lakehouse.runtime import job_locks, sql
from lakehouse.runtime.streams import BatchGuard

if TYPE_CHECKING:
    from ..small_lakehouse import SmallLakehouse


@pytest.fixture
def locks(small: SmallLakehouse) -> SmallLakehouse:
    """A lakehouse with no lock yet."""
    small.make(job_locks.TABLE)
    return small


def row(lakehouse: SmallLakehouse) -> dict[str, object]:
    (only,) = lakehouse.rows(job_locks.TABLE)
    return only


def test_a_lock_is_updated_and_never_merged() -> None:
    for file in ("maintenance/take_lock.sql", "maintenance/release_lock.sql"):
        statement = re.sub(r"--[^\n]*", "", sql.read(file)).lower()
        assert statement.split()[0] == "update"
        assert not re.search(r"\b(insert|merge)\b", statement)


def test_the_row_of_a_lock_is_inserted_once_by_jobs_that_all_miss_it(
    locks: SmallLakehouse,
) -> None:
    writers = 3
    all_miss_it = threading.Barrier(writers)

    def first_use(_: int) -> None:
        session = locks.spark.newSession()
        session.catalog.setCurrentCatalog(locks.spark.catalog.currentCatalog())
        assert sql.run(session, "maintenance/lock_holder.sql", lock="writes").first() is None
        all_miss_it.wait()
        job_locks._seed(session, "writes")

    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(first_use, range(writers)))
    assert len(locks.rows(job_locks.TABLE)) == 1
    # an insert without the identifier, which no other write conflicts with, would add a row
    job_locks._seed(locks.spark, "writes")
    assert len(locks.rows(job_locks.TABLE)) == 1


def test_another_job_waits_and_is_refused(locks: SmallLakehouse) -> None:
    with job_locks.held(locks.spark, "writes", "ingest"):
        with (
            pytest.raises(
                job_locks.Locked,
                match="ingest has held it since .*, got a request of forget",
            ),
            job_locks.held(locks.spark, "writes", "forget"),
        ):
            pytest.fail("two jobs hold the lock")
        assert row(locks)["holder"] == "ingest"
        waits = {"hours": 1, "wait_seconds": 0.2}
        with (
            pytest.raises(job_locks.Locked),
            job_locks.held(locks.spark, "writes", "restore", **waits),  # type: ignore[arg-type]
        ):
            pytest.fail("two jobs hold the lock")
    with job_locks.held(locks.spark, "writes", "forget"):
        assert row(locks)["holder"] == "forget"
    released = {"name": "writes", "holder": None, "taken_at": None, "expires_at": None}
    assert row(locks) == {**released, "stages": []}


def test_stages_of_one_job_share_the_lock(locks: SmallLakehouse) -> None:
    deals = job_locks.held(locks.spark, "writes", "ingest", stage="deals")
    reps = job_locks.held(locks.spark, "writes", "ingest", stage="reps")
    with deals:
        with reps:
            assert row(locks)["stages"] == ["deals", "reps"]
        assert (row(locks)["holder"], row(locks)["stages"]) == ("ingest", ["deals"])
    assert row(locks)["holder"] is None


def test_the_lock_of_a_job_that_was_lost_is_taken_by_its_next_run_or_when_it_expires(
    locks: SmallLakehouse,
) -> None:
    lost = job_locks.held(locks.spark, "writes", "ingest", stage="deals")
    lost.__enter__()
    with job_locks.held(locks.spark, "writes", "ingest", stage="deals"):
        assert row(locks)["stages"] == ["deals"]
    assert row(locks)["holder"] is None
    lost = job_locks.held(locks.spark, "writes", "ingest", hours=-1)
    lost.__enter__()
    with job_locks.held(locks.spark, "writes", "forget"):
        assert (row(locks)["holder"], row(locks)["stages"]) == ("forget", ["run"])


def test_a_task_that_never_ends_holds_the_lock_for_each_batch(locks: SmallLakehouse) -> None:
    catalog = locks.spark.catalog.currentCatalog()
    with job_locks.ingesting(locks.spark, catalog, "1 minute", "deals") as guard:
        with guard(locks.spark, "ingest_deals"):
            assert (row(locks)["holder"], row(locks)["stages"]) == ("ingest", ["ingest_deals"])
        assert row(locks)["holder"] is None


def test_batches_of_calls_and_of_evaluations_exclude_each_other(
    locks: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_locks, "WAIT_SECONDS", 0)
    spark = locks.spark
    catalog = spark.catalog.currentCatalog()
    with job_locks.ingesting(spark, catalog, "1 minute", "conversations,evaluations") as guard:
        stages = ("ingest_conversations", "ingest_evaluations")
        for one, other in (stages, stages[::-1]):
            with guard(spark, one), pytest.raises(job_locks.Locked), guard(spark, other):
                pytest.fail("both write the same signals")
        with guard(spark, "ingest_conversations"), guard(spark, "ingest_reps"):
            assert row(locks)["holder"] == "ingest"


def test_tasks_of_an_ingest_run_take_and_release_the_lock_once(locks: SmallLakehouse) -> None:
    spark = locks.spark
    catalog = spark.catalog.currentCatalog()

    def task(name: str) -> AbstractContextManager[BatchGuard]:
        return job_locks.ingesting(spark, catalog, "availableNow", name, recorded_by="record_run")

    def commits() -> int:
        return spark.sql(f"describe history {job_locks.TABLE}").count()

    with task("reps"), task("conversations"):
        assert (row(locks)["holder"], row(locks)["stages"]) == ("ingest", ["run"])
    with pytest.raises(ValueError, match="broken"), task("follow_silver"):
        raise ValueError("broken")
    with pytest.raises(job_locks.Locked), job_locks.held(spark, "writes", "forget"):
        pytest.fail("two jobs hold the lock")
    taken = commits()
    with pytest.raises(ValueError, match="stages"), job_locks.release_run(spark, catalog):
        raise ValueError("stages")
    assert row(locks)["holder"] is None
    assert commits() == taken + 1
    # the table, its row and the first task
    assert taken == 3


def test_a_task_takes_the_lock_of_its_run_again_before_it_expires(locks: SmallLakehouse) -> None:
    spark = locks.spark
    job_locks._take(spark, "writes", "ingest", "run", 0, job_locks.HOURS_LEFT - 1)
    before = row(locks)["expires_at"]
    catalog = spark.catalog.currentCatalog()
    with job_locks.ingesting(spark, catalog, "availableNow", "reps", recorded_by="record_run"):
        assert row(locks)["expires_at"] > before  # type: ignore[operator]
