"""Evaluations of a scoring service, which arrive apart from their calls."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lakehouse.quality.rules import rules_of
from lakehouse.recovery.replay import replay_quarantine
from lakehouse.runtime import sql

from ...forms import LONG
from ..documents import (
    conversation,
    deleted_call,
    deleted_evaluation,
    evaluation,
    separate,
    signal,
)
from ..small_lakehouse import CATALOG, SmallLakehouse

SIGNALS, EVALUATIONS = "silver.conversation_signals", "silver.evaluations"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2025-04-1{day}T00:00:00Z" for day in range(4))

in_long_form = pytest.mark.skipif(not LONG, reason="test_any_order.py has it at random")


@pytest.fixture(autouse=True)
def _emptied(small: SmallLakehouse) -> None:
    feeds = (small.contracts.feed(name).bronze_table for name in ("conversations", "evaluations"))
    tables = ("silver.conversations", "silver.deletions", "silver.quarantine")
    small.empty(SIGNALS, EVALUATIONS, *tables, *feeds)


def send(small: SmallLakehouse, feed: str, *documents: Any) -> dict[str, dict[str, int]]:
    """Puts documents into bronze, and merges them."""
    bodies = [one if isinstance(one, str) else json.dumps(one) for one in documents]
    numbers = range(small.spark.table(small.contracts.feed(feed).bronze_table).count(), 100)
    files = [(f"{number:03}.json", body) for number, body in zip(numbers, bodies, strict=False)]
    small.keep(feed, *files)
    return small.merge_kept(feed, *(name for name, _ in files))


def scored(at: str, value: Any = 0.5, version: str = "v@1", call_id: str = "c1") -> dict[str, Any]:
    return separate(call_id, evaluation(version, at, signal("talk", value)))


def signals(small: SmallLakehouse) -> list[tuple[Any, ...]]:
    """Call, rep, version and value of each signal."""
    names = ("call_id", "rep_id", "scoring_version", "value_number")
    return [tuple(row[name] for name in names) for row in small.rows(SIGNALS)]


def waiting(small: SmallLakehouse) -> list[tuple[str, int]]:
    """The stages with documents that wait, as the alert reports them."""
    rows = sql.run(small.spark, "monitoring/waiting_documents.sql", lag_hours=0).collect()
    assert all(row["waiting_since"] is not None for row in rows)
    return [(row["stage"], row["document_count"]) for row in rows]


def test_an_evaluation_waits_for_its_call_and_follows_it(small: SmallLakehouse) -> None:
    counts = send(small, "evaluations", scored(MONDAY))
    assert counts[EVALUATIONS]["inserted"] == 1
    assert counts[SIGNALS]["inserted"] == 0
    assert (signals(small), waiting(small)) == ([], [("calls of evaluations", 1)])

    counts = send(small, "conversations", conversation("c1"))
    assert counts[SIGNALS]["inserted"] == 1
    assert (signals(small), waiting(small)) == ([("c1", "rep_1", "v@1", 0.5)], [])
    (row,) = small.rows(SIGNALS)
    (call,) = small.rows("silver.conversations")
    assert (row["call_timestamp"], row["deal_id"]) == (call["call_timestamp"], call["deal_id"])
    assert row["source_file"].endswith("/evaluations/000.json")
    assert (row["reason"], row["evidence"]) == ("because", ["quoted"])

    send(small, "conversations", conversation("c1", rep_id="rep_2", updated_at=TUESDAY))
    assert signals(small) == [("c1", "rep_2", "v@1", 0.5)]


@in_long_form
def test_the_latest_evaluation_of_a_version_stands(small: SmallLakehouse) -> None:
    embedded = evaluation("v@1", TUESDAY, signal("talk", 0.2), signal("asks", True))
    send(small, "conversations", conversation("c1", embedded))
    send(small, "evaluations", scored(MONDAY), scored(WEDNESDAY, 0.9, "v@2"))
    versions = {(version, value) for _, _, version, value in signals(small)}
    assert versions == {("v@1", 0.2), ("v@1", None), ("v@2", 0.9)}

    send(small, "evaluations", scored(WEDNESDAY, 0.7))
    versions = {(version, value) for _, _, version, value in signals(small)}
    assert versions == {("v@1", 0.7), ("v@2", 0.9)}


@in_long_form
def test_an_evaluation_that_is_sent_again_changes_nothing(small: SmallLakehouse) -> None:
    send(small, "conversations", conversation("c1"))
    send(small, "evaluations", scored(MONDAY))
    before = small.rows(SIGNALS)
    counts = send(small, "evaluations", scored(MONDAY), scored(MONDAY))
    assert counts[EVALUATIONS]["inserted"] + counts[EVALUATIONS]["updated"] == 0
    assert small.rows(SIGNALS) == before
    send(small, "conversations", conversation("c1"))
    assert small.rows(SIGNALS) == before


@in_long_form
def test_a_deleted_evaluation_takes_back_both_kinds(small: SmallLakehouse) -> None:
    embedded = evaluation("v@1", MONDAY, signal("talk", 0.2))
    send(small, "conversations", conversation("c1", embedded))
    send(small, "evaluations", scored(TUESDAY, version="v@2"))
    send(
        small,
        "evaluations",
        separate("c1", deleted_evaluation("v@1", TUESDAY)),
        separate("c1", deleted_evaluation("v@2", MONDAY)),
    )
    assert signals(small) == [("c1", "rep_1", "v@2", 0.5)]
    send(small, "conversations", conversation("c1", deleted_evaluation("v@2", TUESDAY)))
    assert signals(small) == []
    # older than the deletion
    send(small, "evaluations", scored(MONDAY, 0.8))
    assert signals(small) == []


def test_an_evaluation_that_is_taken_back_does_not_wait(small: SmallLakehouse) -> None:
    send(small, "evaluations", scored(MONDAY), scored(TUESDAY, version="v@2"))
    assert waiting(small) == [("calls of evaluations", 2)]
    send(small, "evaluations", separate("c1", deleted_evaluation("v@1", MONDAY)))
    assert waiting(small) == [("calls of evaluations", 1)]


@in_long_form
def test_evaluations_of_a_deleted_call_are_void(small: SmallLakehouse) -> None:
    send(small, "conversations", conversation("c1"))
    send(small, "evaluations", scored(MONDAY), scored(WEDNESDAY, 0.9, "v@2"))
    send(small, "conversations", deleted_call("c1", TUESDAY))
    # that of Wednesday waits for the call to be sent again
    assert (signals(small), waiting(small)) == ([], [("calls of evaluations", 1)])
    send(small, "conversations", conversation("c1", updated_at=THURSDAY))
    assert signals(small) == [("c1", "rep_1", "v@2", 0.9)]


@in_long_form
def test_evaluations_stay_with_the_call_that_holds_the_id(small: SmallLakehouse) -> None:
    later = evaluation("v@1", WEDNESDAY, signal("talk", 0.1))
    second = {"call_timestamp": "2025-03-20T10:00:00Z", "rep_id": "rep_9", "source_call_id": "b"}
    send(small, "conversations", conversation("c1", later, **second))
    send(small, "evaluations", scored(MONDAY))
    assert signals(small) == [("c1", "rep_9", "v@1", 0.1)]
    # an earlier call holds the id: the evaluation in the other's document does not count
    send(small, "conversations", conversation("c1", source_call_id="a"))
    assert signals(small) == [("c1", "rep_1", "v@1", 0.5)]


def test_broken_evaluations_and_signals_go_to_quarantine(small: SmallLakehouse) -> None:
    send(small, "conversations", conversation("c1"))
    bad = signal("mood", 0.5, confidence=2)
    counts = send(
        small,
        "evaluations",
        "{",
        separate("", evaluation("v@1", MONDAY)),
        separate("c1", evaluation("v@1", "yesterday")),
        separate("c1", evaluation("v@1", MONDAY, bad, signal("talk", 0.5))),
        {"call_id": "c1", "scored_at": MONDAY},
    )
    assert (counts[EVALUATIONS]["quarantined"], counts[SIGNALS]["quarantined"]) == (4, 1)
    found = {
        (row["target_table"], error["rule"])
        for row in small.rows("silver.quarantine")
        for error in row["errors"]
    }
    assert found >= {
        (EVALUATIONS, "well_formed"),
        (EVALUATIONS, "call_id_present"),
        (EVALUATIONS, "scored_at_valid"),
        (EVALUATIONS, "scoring_version_present"),
        (SIGNALS, "confidence_in_range"),
    }
    assert signals(small) == [("c1", "rep_1", "v@1", 0.5)]


def test_a_rejected_signal_is_replayed_from_its_document(small: SmallLakehouse) -> None:
    in_call = evaluation("v@2", MONDAY, signal("mood", 0.1, confidence=3))
    send(small, "conversations", conversation("c1", in_call))
    bad = signal("mood", 0.5, confidence=2)
    send(small, "evaluations", separate("c1", evaluation("v@1", MONDAY, bad)))
    waits = {"open": 2, "resolved": 0, "rejected": 2, "missing": 0}
    assert replay(small) == {SIGNALS: waits}
    assert replay(small, _without(small, "confidence_in_range")) == {
        SIGNALS: {**waits, "resolved": 2, "rejected": 0}
    }
    assert {one[2:] for one in signals(small)} == {("v@1", 0.5), ("v@2", 0.1)}


def replay(small: SmallLakehouse, contracts: Any = None) -> dict[str, dict[str, int]]:
    return replay_quarantine(small.spark, contracts or small.contracts, catalog=CATALOG)


def _without(small: SmallLakehouse, rule: str) -> Any:
    """The contracts without a rule of signals."""
    table = small.contracts.table(SIGNALS)
    assert rule in rules_of(table)
    rules = tuple(one for one in table.rules if one.name != rule)
    tables = {**small.contracts.tables, SIGNALS: replace(table, rules=rules)}
    return replace(small.contracts, tables=tables)


def test_files_of_lines_and_of_one_document_are_ingested(small: SmallLakehouse) -> None:
    small.start_again()
    lines = [scored(MONDAY, 0.1, call_id="c1"), scored(MONDAY, 0.2, call_id="c2")]
    small.land("evaluations/2025/a.jsonl", "\n".join(map(json.dumps, lines)))
    small.land("evaluations/b.json", json.dumps(scored(MONDAY, 0.3, "v@2")))
    small.land("evaluations/b.txt", "not read")
    small.land("conversations/c1.json", json.dumps(conversation("c1")))
    done = small.ingest_feed("evaluations")
    assert done["bronze.evaluations_raw"]["read"] == 3
    small.ingest_feed("conversations")
    assert {one[2:] for one in signals(small)} == {("v@1", 0.1), ("v@2", 0.3)}


def test_of_a_folder_that_does_not_exist_nothing_is_read(small: SmallLakehouse) -> None:
    small.start_again()
    small.land("conversations/c1.json", json.dumps(conversation("c1")))
    assert small.ingest_feed("evaluations", has_folder=False) == {}
    assert not small.checkpoint("land_evaluations").exists()
