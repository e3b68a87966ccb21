"""Quarantined records are judged again: what passes enters once, and overwrites nothing newer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lakehouse.recovery.replay import replay_quarantine
from lakehouse.runtime import contracts as module
from lakehouse.runtime.contracts import ContractError, Contracts

from ..documents import conversation, deal, evaluation, signal
from ..record_files import csv_of
from ..small_lakehouse import CATALOG, SmallLakehouse

MARCH, APRIL = "2025-03-10T00:00:00Z", "2025-04-10T00:00:00Z"
WAITING = ("silver.deals", "silver.conversations", "silver.conversation_signals")


def scored(call_id: str, *signals: dict[str, Any], at: str = MARCH, **call: Any) -> str:
    return json.dumps(conversation(call_id, evaluation("v@1", at, *signals), **call))


EMOTION = signal("b", 1, signal_type="emotion")
CALLS = [
    ("partly.json", scored("partly", signal("a", 1), EMOTION)),
    ("short.json", scored("short", signal("a", 1), duration_seconds=-1)),
    ("outdated.json", scored("outdated", signal("a", 1), title="old", duration_seconds=-1)),
    ("newer.json", scored("outdated", signal("c", 1), at=APRIL, title="new")),
    ("hopeless.json", scored("hopeless", signal("a", 1), rep_id=None, duration_seconds=-1)),
]
DEALS = [
    ("maybe.jsonl", json.dumps(deal("maybe", MARCH, outcome="maybe"))),
    ("broken.jsonl", "{"),
]
LOST = ("lost.jsonl", json.dumps(deal("lost", MARCH, outcome="maybe")))
"""A deal whose document bronze does not keep."""


def relaxed(contracts: Contracts, *names: str) -> Contracts:
    """The contracts with rules that hold for everything, in a new version."""
    tables = {
        name: replace(
            table,
            rules=tuple(
                replace(rule, expression="true", version=rule.version + 1)
                if rule.name in names
                else rule
                for rule in table.rules
            ),
        )
        for name, table in contracts.tables.items()
    }
    return replace(contracts, tables=tables)


@pytest.fixture(scope="module")
def fixed(contracts: Contracts) -> Contracts:
    return relaxed(contracts, "signal_type_known", "duration_seconds_in_range", "outcome_known")


@pytest.fixture(scope="module")
def rejected(small: SmallLakehouse) -> SmallLakehouse:
    small.keep("conversations", *CALLS)
    small.keep("deals", *DEALS)
    small.merge("conversations", *CALLS)
    small.merge("deals", *DEALS, LOST)
    return small


def replayed(small: SmallLakehouse, contracts: Contracts, **given: Any) -> dict[str, Any]:
    return replay_quarantine(small.spark, contracts, catalog=CATALOG, **given)


def outcome(opened: int, resolved: int, rejected: int, missing: int = 0) -> dict[str, int]:
    return {"open": opened, "resolved": resolved, "rejected": rejected, "missing": missing}


def test_a_dry_run_says_what_would_become_of_the_records_and_writes_nothing(rejected, fixed):
    before = rejected.versions()
    assert replayed(rejected, fixed, dry_run=True, job_run_id="1") == {
        "silver.conversations": outcome(3, 2, 1),
        "silver.conversation_signals": outcome(1, 1, 0),
        "silver.deals": outcome(3, 1, 1, missing=1),
    }
    assert replayed(rejected, fixed, since="2999-01-01", dry_run=True) == {}
    assert rejected.versions() == before


def test_records_enter_once_and_those_that_still_break_a_rule_say_which(rejected, fixed):
    done = replayed(rejected, fixed, table="silver.deals", rule="outcome_known", job_run_id="2")
    assert done == {"silver.deals": outcome(3, 1, 1, missing=1)}
    assert [row["deal_id"] for row in rejected.rows("silver.deals")] == ["maybe"]
    done = replayed(rejected, fixed, job_run_id="3")
    assert done == {
        "silver.conversations": outcome(3, 2, 1),
        "silver.conversation_signals": outcome(1, 1, 0),
        "silver.deals": outcome(2, 0, 1, missing=1),
    }
    calls = {row["call_id"]: row["title"] for row in rejected.rows("silver.conversations")}
    assert calls == {"partly": "A call", "short": "A call", "outdated": "new"}
    signals = rejected.rows("silver.conversation_signals")
    assert {(row["call_id"], row["signal_name"]) for row in signals} == {
        *(("partly", "a"), ("partly", "b"), ("short", "a"), ("outdated", "c")),
    }
    waiting = {
        row["source_file"].rpartition("/")[2]: row
        for row in rejected.rows("silver.quarantine")
        if row["resolved_at"] is None
    }
    assert set(waiting) == {"hopeless.json", "broken.jsonl", "lost.jsonl"}
    (error,) = waiting["hopeless.json"]["errors"]
    assert error["rule"] == "rep_id_present"
    rules = {rule.name: rule for rule in fixed.tables["silver.conversations"].rules}
    version = rules["duration_seconds_in_range"].version
    assert f"duration_seconds_in_range@{version}" in waiting["hopeless.json"]["rule_set"]
    counted = [r for r in rejected.rows("ops.quality_results") if r["stage"] == "replay_quarantine"]
    assert {row["job_run_id"] for row in counted} == {"2", "3"}


def test_a_second_replay_changes_nothing(rejected, fixed):
    before = rejected.versions()
    done = replayed(rejected, fixed)
    assert {name: (of["resolved"], of["rejected"]) for name, of in done.items()} == {
        "silver.conversations": (0, 1),
        "silver.deals": (0, 1),
    }
    assert rejected.versions() == before


def test_a_record_that_the_rules_reject_again_waits_again(rejected, contracts):
    rejected.merge("deals", DEALS[0])
    (row,) = [r for r in rejected.rows("silver.quarantine") if "maybe.jsonl" in r["source_file"]]
    assert row["resolved_at"] is None
    assert row["rule_set"] == ", ".join(
        f"{rule.name}@{rule.version}"
        for rule in {r.name: r for r in _rules(contracts.table("silver.deals"))}.values()
    )


def _rules(table: Any) -> tuple[Any, ...]:
    return (*table.rules, *table.deletion_rules)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"table": "gold.deals"},
            "`table`: unknown value, got gold.deals. Use .*silver.deals",
        ),
        ({"rule": "nice"}, "`rule`: unknown value, got nice. Use one of .*outcome_known"),
        ({"since": "lately"}, "`since`: not an ISO 8601 time, got lately"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(rejected, contracts, given, message):
    with pytest.raises(ContractError, match=message):
        replayed(rejected, contracts, **given)


def test_records_of_native_readers_are_replayed(
    small: SmallLakehouse, native_contracts_file: Path
) -> None:
    small.contracts = module.load(native_contracts_file)
    feeds = ("conversations", "deals")
    bronze = (small.contracts.feed(feed).bronze_table for feed in feeds)
    small.start_again(*bronze, *WAITING, "silver.quarantine", "silver.deletions")
    small.land("conversations/short.json", dict(CALLS)["short.json"])
    small.land("conversations/partly.json", dict(CALLS)["partly.json"])
    small.land("deals/maybe.csv", csv_of(deal("maybe", MARCH, outcome="maybe")))
    small.land("deals/broken.csv", "deal_id,amount\r\nbroken,1,2,3\r\n")
    for feed in feeds:
        small.land_feed(feed)
        small.merge_feed(feed)
    names = ("signal_type_known", "duration_seconds_in_range", "outcome_known")
    assert replayed(small, relaxed(small.contracts, *names), job_run_id="4") == {
        "silver.conversations": outcome(1, 1, 0),
        "silver.conversation_signals": outcome(1, 1, 0),
        "silver.deals": outcome(2, 1, 1),
    }
    assert [row["deal_id"] for row in small.rows("silver.deals")] == ["maybe"]
    calls = [row["call_id"] for row in small.rows("silver.conversations")]
    assert sorted(calls) == ["partly", "short"]
