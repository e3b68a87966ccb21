"""Two calls under one call_id: the first holds it, in any order of arrival, and none is lost."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from .documents import conversation, deleted_call, evaluation, signal
from .small_lakehouse import SmallLakehouse

RULE = "call_id_of_one_call"


def call(title: str, at: str, source: str = "dialler", **fields: Any) -> dict[str, Any]:
    """A call under the id `c`, whose one signal names it."""
    scored = evaluation(f"{title}@1", fields.get("updated_at", at), signal(title, 1))
    document = conversation("c", scored, title=title, call_timestamp=at, **fields)
    return document | {"source_system": source}


FIRST = call("first", "2025-03-04T10:00:00Z")
CORRECTED = call("corrected", "2025-03-04T11:00:00Z", updated_at="2025-03-20T00:00:00Z")
ELSEWHERE = call("elsewhere", "2025-03-04T10:30:00Z", "zoom", updated_at="2025-03-25T00:00:00Z")
NEXT_WEEK = call("next week", "2025-03-11T10:00:00Z", updated_at="2025-03-30T00:00:00Z")


def arrive(small: SmallLakehouse, *batches: tuple[dict[str, Any], ...]) -> None:
    """Lands and merges documents, a batch each."""
    small.start_again(*small.tables)
    for batch in batches:
        for document in batch:
            name = document["call"].get("title", "deleted")
            small.land(f"conversations/{name}.json", json.dumps(document))
        small.rows_landed("conversations")
        small.merge_feed("conversations")


def state(small: SmallLakehouse) -> dict[str, Any]:
    """The call that silver has, its signals, and the calls in quarantine with their rules."""
    calls = small.rows("silver.conversations")
    waiting = [row for row in small.rows("silver.quarantine") if row["resolved_at"] is None]
    return {
        "calls": [(row["call_id"], row["title"]) for row in calls],
        "signals": sorted(row["signal_name"] for row in small.rows("silver.conversation_signals")),
        "quarantine": sorted(
            (json.loads(row["payload"])["call"]["title"], *(e["rule"] for e in row["errors"]))
            for row in waiting
        ),
    }


def titles(order: tuple[dict[str, Any], ...]) -> str:
    """The titles of calls, in order."""
    return ", ".join(document["call"]["title"] for document in order)


ORDERS = list(permutations((FIRST, CORRECTED, ELSEWHERE, NEXT_WEEK)))[2::7]


@pytest.mark.parametrize("order", ORDERS, ids=titles)
def test_the_first_call_holds_the_id_in_any_order(small, order):
    arrive(small, *((document,) for document in order))
    assert state(small) == {
        "calls": [("c", "corrected")],
        "signals": ["corrected", "first"],
        "quarantine": [("elsewhere", RULE), ("next week", RULE)],
    }


def test_documents_of_one_batch_are_told_apart_too(small):
    arrive(small, (NEXT_WEEK, ELSEWHERE, CORRECTED, FIRST))
    assert state(small)["calls"] == [("c", "corrected")]
    assert state(small)["quarantine"] == [("elsewhere", RULE), ("next week", RULE)]


def test_another_id_of_the_source_is_another_call(small):
    one = call("one", "2025-03-04T10:00:00Z", source_call_id="m-1")
    two = call("two", "2025-03-04T12:00:00Z", source_call_id="m-2")
    none = call("none", "2025-03-04T10:10:00Z", updated_at="2025-03-20T00:00:00Z")
    arrive(small, (two,), (one,), (none,))
    assert state(small)["calls"] == [("c", "none")]
    assert state(small)["quarantine"] == [("two", RULE)]


def test_a_call_that_is_deleted_gives_its_id_to_the_next(small):
    arrive(small, (FIRST,), (NEXT_WEEK,), (deleted_call("c", "2025-03-10T00:00:00Z"),))
    assert state(small) == {
        "calls": [("c", "next week")],
        "signals": ["next week"],
        "quarantine": [],
    }


def test_silver_built_again_is_the_same(small):
    arrive(small, (NEXT_WEEK,), (ELSEWHERE,), (FIRST,))
    by_batch = state(small)
    for table in ("silver.conversations", "silver.conversation_signals", "silver.quarantine"):
        small.make(table)
    small.merge("conversations", *((f"{d['call']['title']}.json", d) for d in (FIRST, ELSEWHERE)))
    small.merge("conversations", ("next week.json", NEXT_WEEK))
    assert state(small) == by_batch
