"""Two calls under one call_id: the first holds it, in any order of arrival, and none is lost."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from lakehouse.ingest import call_identity, conversations

from ...forms import LONG
from ..documents import conversation, deleted_call, evaluation, signal
from ..small_lakehouse import SmallLakehouse

long_form = pytest.mark.skipif(not LONG, reason="several merges that move calls between ids")

RULE = "call_id_of_one_call"
SILVER = (
    "silver.conversations",
    "silver.conversation_signals",
    "silver.quarantine",
    "silver.deletions",
)


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
    """Bronze has each batch of documents, then silver is merged with it."""
    small.make("bronze.conversations_raw", *SILVER)
    for batch in batches:
        arrive_next(small, *batch)


def arrive_next(small: SmallLakehouse, *batch: dict[str, Any]) -> None:
    """Adds a batch of documents to bronze, and merges it."""
    files = [(f"{document['call'].get('title', 'deleted')}.json", document) for document in batch]
    small.keep("conversations", *((file, json.dumps(document)) for file, document in files))
    small.merge("conversations", *files)


def stopped(*_arguments: Any) -> None:
    raise InterruptedError


def state(small: SmallLakehouse) -> dict[str, Any]:
    """The call that silver has, its signals, and the calls in quarantine with their rules."""
    calls = small.rows("silver.conversations")
    waiting = [row for row in small.rows("silver.quarantine") if row["resolved_at"] is None]
    return {
        "calls": [(row["call_id"], row["title"]) for row in calls],
        "signals": sorted(row["signal_name"] for row in small.rows("silver.conversation_signals")),
        "quarantine": sorted(
            (name_of(json.loads(row["payload"])), *(e["rule"] for e in row["errors"]))
            for row in waiting
        ),
    }


def name_of(rejected: dict[str, Any]) -> str:
    """The title of a call, or the name of a signal."""
    return rejected["call"]["title"] if "call" in rejected else rejected["signal_name"]


def titles(order: tuple[dict[str, Any], ...]) -> str:
    """The titles of calls, in order."""
    return ", ".join(document["call"]["title"] for document in order)


ORDERS = list(permutations((FIRST, CORRECTED, ELSEWHERE, NEXT_WEEK)))[2 :: 7 if LONG else 24]


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
    arrive(small, (two,), (one, none))
    assert state(small)["calls"] == [("c", "none")]
    assert state(small)["quarantine"] == [("two", RULE)]


def test_a_call_that_is_deleted_gives_its_id_to_the_next(small):
    padded = {"call_id": "\u00a0c\u200b\ufeff"}
    later = NEXT_WEEK | {"call": NEXT_WEEK["call"] | padded}
    arrive(small, (FIRST, later), (deleted_call("c", "2025-03-10T00:00:00Z"),))
    assert state(small) == {
        "calls": [("c", "next week")],
        "signals": ["next week"],
        "quarantine": [],
    }


@long_form
def test_a_deletion_that_arrives_late_restores_no_signals_of_another_call(small):
    arrive(small, (FIRST, CORRECTED, ELSEWHERE), (deleted_call("c", "2025-03-10T00:00:00Z"),))
    assert state(small) == {
        "calls": [("c", "corrected")],
        "signals": ["corrected"],
        "quarantine": [("elsewhere", RULE)],
    }


@long_form
def test_a_chain_of_corrections_ends_a_day_after_the_first(small):
    links = [
        call(f"link {n}", at, updated_at=f"2025-03-2{n}T00:00:00Z")
        for n, at in enumerate(
            ("2025-03-04T10:00:00Z", "2025-03-05T06:00:00Z", "2025-03-06T02:00:00Z")
        )
    ]
    expected = {
        "calls": [("c", "link 1")],
        "signals": ["link 0", "link 1"],
        "quarantine": [("link 2", RULE)],
    }
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        arrive(small, *((links[n],) for n in order))
        assert state(small) == expected, order


@long_form
def test_signals_of_an_evicted_call_leave_quarantine(small):
    refused = evaluation("v@1", "2025-03-12T00:00:00Z", signal("too sure", 1, confidence=2))
    later = NEXT_WEEK | {"evaluations": [refused]}
    arrive(small, (later,))
    assert state(small)["quarantine"] == [("too sure", "confidence_in_range")]
    arrive_next(small, FIRST)
    assert state(small)["quarantine"] == [("next week", RULE)]


@long_form
def test_a_batch_that_stopped_after_the_eviction_is_merged_again(small, monkeypatch):
    """The earliest document makes the latest one that of another call; the one between is back."""
    between = call("between", "2025-03-04T20:00:00Z", updated_at="2025-03-20T00:00:00Z")
    latest = call("latest", "2025-03-05T18:00:00Z", updated_at="2025-03-21T00:00:00Z")
    arrive(small, (between, latest))
    assert state(small)["calls"] == [("c", "latest")]
    with monkeypatch.context() as patched:
        patched.setattr(conversations, "merge_accepted", stopped)
        with pytest.raises(InterruptedError):
            arrive_next(small, FIRST)
    assert state(small)["calls"] == []
    small.merge("conversations", ("first.json", FIRST))
    assert state(small) == {
        "calls": [("c", "between")],
        "signals": ["between", "first"],
        "quarantine": [("latest", RULE)],
    }


def merged_before_the_rule(small: SmallLakehouse) -> None:
    """Silver where a later meeting has overwritten the call, as both documents in bronze show."""
    arrive(small, (NEXT_WEEK,))
    small.keep("conversations", ("first.json", json.dumps(FIRST)))


@long_form
def test_a_table_from_before_the_rule_is_repaired_by_the_next_document(small):
    merged_before_the_rule(small)
    arrive_next(small, CORRECTED)
    assert state(small) == {
        "calls": [("c", "corrected")],
        "signals": ["corrected", "first"],
        "quarantine": [("next week", RULE)],
    }


@long_form
def test_a_table_from_before_the_rule_is_repaired_by_a_rebuild(small):
    merged_before_the_rule(small)
    report = small.rebuilt(replace=True)
    assert {*report["replaced"]} >= {"silver.conversations", "silver.quarantine"}
    assert state(small) == {
        "calls": [("c", "first")],
        "signals": ["first"],
        "quarantine": [("next week", RULE)],
    }


@long_form
def test_a_correction_of_the_time_alone_evicts_nothing(small, monkeypatch):
    arrive(small, (FIRST,))
    with monkeypatch.context() as patched:
        patched.setattr(call_identity, "evict", stopped)
        arrive_next(small, CORRECTED)
    assert state(small)["calls"] == [("c", "corrected")]
    assert state(small)["signals"] == ["corrected", "first"]


@long_form
def test_silver_built_again_is_the_same(small):
    arrive(small, (NEXT_WEEK,), (ELSEWHERE,), (FIRST,))
    by_batch = state(small)
    small.make(*SILVER)
    small.merge("conversations", *((f"{d['call']['title']}.json", d) for d in (FIRST, ELSEWHERE)))
    small.merge("conversations", ("next week.json", NEXT_WEEK))
    assert state(small) == by_batch
