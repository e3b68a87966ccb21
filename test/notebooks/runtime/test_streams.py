"""The work on the batches of a stream: its outcome, its failure and the calls around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse.runtime.streams import NO_HOOKS, Batch, BatchHooks, Outcome, each_batch

CATALOG = SimpleNamespace(currentCatalog=lambda: "main")


class Stream:
    """A stream of some batches, which does the work on them as Spark does: until one fails."""

    id = "stream-1"

    def __init__(self, batches: int) -> None:
        self.batches = batches
        self.completed: list[int] = []
        self.options: dict[str, Any] = {}

    @property
    def writeStream(self) -> Stream:  # noqa: N802 - Spark's name
        return self

    def foreachBatch(self, work: Callable[[Any, int], None]) -> Stream:  # noqa: N802 - Spark's name
        self.work = work
        return self

    def option(self, name: str, value: str) -> Stream:
        self.options[name] = value
        return self

    def trigger(self, **options: Any) -> Stream:
        self.options |= options
        return self

    def start(self) -> Stream:
        return self

    def awaitTermination(self) -> None:  # noqa: N802 - Spark's name
        rows = SimpleNamespace(sparkSession=SimpleNamespace(catalog=CATALOG))
        with suppress(ValueError):
            for number in range(self.batches):
                self.work(rows, number)
                self.completed.append(number)


def done(stream: Stream, work: Callable[..., Outcome], hooks: BatchHooks = NO_HOOKS) -> Outcome:
    return each_batch(
        stream,  # type: ignore[arg-type]
        work,
        catalog="main",
        checkpoint="/Volumes/main/ops/checkpoints/ingest_deals",
        trigger="availableNow",
        hooks=hooks,
    )


def merged(_: object, __: object, batch: Batch) -> Outcome:
    failures = (KeyError("b"),) if batch.batch_id == 1 else ()
    return Outcome({"silver.deals": Counter(read=2, inserted=batch.batch_id)}, failures)


def test_outcomes_of_batches_are_added_up() -> None:
    stream = Stream(3)
    outcome = done(stream, merged)
    assert outcome.counts == {"silver.deals": Counter(read=6, inserted=3)}
    assert [str(failure) for failure in outcome.failures] == ["'b'"]
    assert stream.completed == [0, 1, 2]
    assert stream.options["availableNow"] is True
    assert done(Stream(0), merged) == Outcome()


def test_a_failure_of_the_work_ends_the_stream_and_is_raised_as_it_is() -> None:
    def broken(_: object, __: object, batch: Batch) -> Outcome:
        if batch.batch_id == 1:
            raise ValueError("broken")
        return Outcome()

    stream = Stream(3)
    with pytest.raises(ValueError, match="^broken$"):
        done(stream, broken)
    assert stream.completed == [0]


def test_the_guard_holds_during_the_work_on_a_batch_and_its_end_is_reported() -> None:
    seen: list[str] = []

    @contextmanager
    def guard(_: object, stage: str) -> Iterator[None]:
        seen.append(f"enter {stage}")
        yield
        seen.append("leave")

    def work(_: object, __: object, batch: Batch) -> Outcome:
        seen.append(f"work of {batch.stream_id} on {batch.batch_id}")
        return Outcome()

    def report(_: object, begun_at: datetime) -> None:
        assert begun_at.tzinfo is not None
        seen.append("done")

    done(Stream(2), work, BatchHooks(guard, report))
    assert seen == [
        *("enter ingest_deals", "work of stream-1 on 0", "leave", "done"),
        *("enter ingest_deals", "work of stream-1 on 1", "leave", "done"),
    ]
