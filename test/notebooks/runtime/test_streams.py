"""Number of rows that a stream read, over more batches than Spark retains progress of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from lakehouse.runtime import streams
from lakehouse.runtime.streams import rows_read

RETAINED = 100


class Query:
    """A query whose progress is read at intervals, and retained as Spark does: the latest 100."""

    def __init__(self, batches_by_interval: list[int], failure: Exception | None = None) -> None:
        self.progress: list[dict[str, Any]] = []
        self.intervals = iter(batches_by_interval)
        self.left = len(batches_by_interval)
        self.failure = failure
        self.batches = -1

    @property
    def recentProgress(self) -> list[dict[str, Any]]:  # noqa: N802 - Spark's name
        return self.progress[-RETAINED:]

    def awaitTermination(self, timeout: float) -> bool:  # noqa: N802 - Spark's name
        assert timeout > 0
        for _ in range(next(self.intervals)):
            self.batches += 1
            self.progress.append({"batchId": self.batches, "numInputRows": 3})
        self.left -= 1
        if self.left == 0 and self.failure:
            raise self.failure
        return self.left == 0


@pytest.mark.parametrize("intervals", [[0], [7], [100, 100, 50], [0, 90, 0, 90, 90]])
def test_the_rows_of_all_batches_are_counted(intervals: list[int]) -> None:
    assert rows_read(Query(intervals)) == 3 * sum(intervals)  # type: ignore[arg-type]


def test_an_idle_trigger_adds_no_rows() -> None:
    query = Query([2, 0])
    query.progress.append({"batchId": -1, "numInputRows": 0})
    assert rows_read(query) == 6  # type: ignore[arg-type]


def test_a_failure_is_raised() -> None:
    with pytest.raises(ValueError, match="broken"):
        rows_read(Query([3, 1], ValueError("broken")))  # type: ignore[arg-type]


def test_the_guard_of_batches_ends_with_its_block() -> None:
    entered: list[str] = []

    @contextmanager
    def guard(stage: str) -> Iterator[None]:
        entered.append(stage)
        yield

    with streams.guarded_batches(guard), streams._batch_guard("merge_deals"):
        assert entered == ["merge_deals"]
    with streams._batch_guard("merge_deals"):
        assert entered == ["merge_deals"]
