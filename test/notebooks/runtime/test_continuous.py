"""The tasks of a job that always runs: the same functions, with an interval for a trigger."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest
from lakehouse.runtime import streams
from pyspark.sql import DataFrame, SparkSession

from ..documents import deal
from ..small_lakehouse import CATALOG, SmallLakehouse

SECONDS = "1 seconds"
BRONZE, SILVER = "bronze.deals_raw", "silver.deals"
LONGEST_WAIT_SECONDS = 240


def land(small: SmallLakehouse, name: str, *deal_ids: str, **fields: object) -> None:
    lines = (json.dumps(deal(d, "2025-03-01T00:00:00Z", **fields)) for d in deal_ids)
    small.land(f"deals/{name}.jsonl", "\n".join(lines) + "\n")


def deals(small: SmallLakehouse, table: str) -> list[str]:
    """The deals of a table, in order, each as often as it is there."""
    rows = small.spark.sql(f"select payload from {table}" if table == BRONZE else f"table {table}")
    ids = (
        json.loads(r["payload"])["deal_id"] if table == BRONZE else r["deal_id"]
        for r in rows.collect()
    )
    return sorted(ids)


class Running:
    """The ingestion of a feed, from the start of the block until it is left."""

    def __init__(self, small: SmallLakehouse) -> None:
        self.spark = small.spark
        self.failures: list[BaseException] = []
        self.small = small
        self.tasks = [threading.Thread(target=self._run)]

    def _run(self) -> None:
        try:
            self.small.ingest_feed("deals")
        except BaseException as failure:
            self.failures.append(failure)

    def wait_for(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while not holds():
            assert self.failures == []
            assert all(task.is_alive() for task in self.tasks)
            assert time.monotonic() < deadline
            time.sleep(1)

    def __enter__(self) -> Running:
        for task in self.tasks:
            task.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stops the streams as they are, as a run that is cancelled: a batch under way fails."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while any(task.is_alive() for task in self.tasks) and time.monotonic() < deadline:
            for query in self.spark.streams.active:
                query.stop()
            time.sleep(0.1)


@pytest.fixture
def continuous(small: SmallLakehouse) -> SmallLakehouse:
    small.trigger = SECONDS
    small.evolve("deals", "addNewColumns")
    return small


def test_streams_go_on_through_new_columns_and_stop_losing_nothing(continuous):
    land(continuous, "a", "1", "2")
    with Running(continuous) as running:
        running.wait_for(lambda: deals(continuous, SILVER) == ["1", "2"])
        # under way, the stream meets a field that is new
        land(continuous, "b", "3", stage="late")
        running.wait_for(lambda: deals(continuous, SILVER) == ["1", "2", "3"])
        land(continuous, "c", "4", stage="later")
        running.wait_for(lambda: "4" in deals(continuous, BRONZE))
        assert running.failures == []
    assert not any(task.is_alive() for task in running.tasks)
    assert not continuous.spark.streams.active

    # the same code over the same checkpoints, as a job that starts and ends
    land(continuous, "d", "5")
    continuous.trigger = "availableNow"
    continuous.ingest_feed("deals")
    everything = ["1", "2", "3", "4", "5"]
    assert deals(continuous, BRONZE) == deals(continuous, SILVER) == everything
    stages = continuous.spark.table(BRONZE).where("stage is not null").select("stage").collect()
    assert sorted(row["stage"] for row in stages) == ["late", "later"]


class Read(Exception):
    """Ends a stream that would never end."""


def test_a_source_that_grows_before_its_stream_has_started_is_looked_at_anew(continuous):
    land(continuous, "e", "6")
    continuous.trigger = "availableNow"
    continuous.land_feed("deals")
    columns: list[list[str]] = []

    def work(_: SparkSession, rows: DataFrame, __: streams.Batch) -> streams.Outcome:
        columns.append(rows.columns)
        raise Read

    @streams.started_again
    def task(spark: SparkSession, *, trigger: str) -> None:
        source = spark.readStream.table(BRONZE)
        if "grown" not in source.columns:
            spark.sql(f"alter table {BRONZE} add column grown string")
        streams.each_batch(
            source,
            work,
            catalog=CATALOG,
            checkpoint=f"{continuous.options['checkpoints']}/grown",
            trigger=trigger,
        )

    with pytest.raises(Read):
        task(continuous.spark, trigger=SECONDS)
    assert len(columns) == 1
    assert "grown" in columns[0]
