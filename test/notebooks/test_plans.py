"""Plans of a batch read the cache: a result that is used twice is computed once."""

from __future__ import annotations

import json
import re

import pytest
from lakehouse.ingest.feed_merge import merge_documents

from .documents import conversation, deal, evaluation, rep, signal
from .plans import plans_of, without_cached
from .small_lakehouse import SmallLakehouse

MARCH, APRIL = "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"


def call(call_id: str, scored_at: str, score: float) -> tuple[str, dict]:
    document = conversation(call_id, evaluation("v@1", scored_at, signal("a", score)))
    return f"{call_id}-{scored_at}.json", document


def parsing(plans: list[str]) -> list[str]:
    """The plans that parse documents of bronze by themselves, and do not read them from the cache.

    `is_whole` is a field of the schema that payloads are parsed by, and of nothing else. The merge
    of calls parses rejected payloads of the quarantine too, each time.
    """
    assert any("is_whole" in plan for plan in plans)
    executed = [without_cached(plan) for plan in plans]
    return [plan for plan in executed if "is_whole" in plan and ".bronze." in plan]


def from_cache(plans: list[str]) -> int:
    return sum("InMemoryTableScan" in plan for plan in plans)


def merging(small: SmallLakehouse, feed: str, documents: list[tuple[str, dict]]) -> list[str]:
    """The plans of a merge of documents, as bronze has them."""
    small.make(small.contracts.feed(feed).bronze_table)
    small.keep(feed, *((file, json.dumps(document)) for file, document in documents))
    contract = small.contracts.feed(feed)

    def merge() -> None:
        bronze = small.spark.table(contract.bronze_table)
        merge_documents(small.spark, small.contracts, contract, bronze, None)

    return plans_of(small.spark, merge)


@pytest.mark.parametrize("score_time", [MARCH, APRIL], ids=["inserts", "updates"])
def test_documents_of_calls_are_parsed_once(small: SmallLakehouse, score_time: str) -> None:
    calls = [call(str(number), score_time, 0.5) for number in range(3)]
    plans = merging(small, "conversations", calls)
    assert parsing(plans) == []
    assert from_cache(plans) >= 4


@pytest.mark.parametrize("feed", ["deals", "reps"])
def test_documents_of_entities_are_parsed_once(small: SmallLakehouse, feed: str) -> None:
    names = [f"{feed}_{number}" for number in range(3)]
    made = [deal(name, MARCH) if feed == "deals" else rep(name, "team_1") for name in names]
    documents = [(f"{name}.jsonl", document) for name, document in zip(names, made, strict=True)]
    plans = merging(small, feed, documents)
    assert parsing(plans) == []
    assert from_cache(plans) >= 3


def test_changes_of_silver_are_read_once_by_the_refresh_of_gold(small: SmallLakehouse) -> None:
    small.land("conversations/gold.json", json.dumps(call("gold", MARCH, 0.5)[1]))
    small.land_feed("conversations")
    small.merge_feed("conversations")
    plans = plans_of(small.spark, small.refresh)
    # the stream shows its plan once; the batch reads the changes by the cache only
    reading = [plan for plan in plans if re.search(r"_change_type#\d+ IN", without_cached(plan))]
    assert len(reading) <= 1
    assert from_cache(plans) >= 2
