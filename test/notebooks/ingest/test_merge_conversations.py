"""Conversations and signals: what silver makes of one document, and of several on one call.

The cases of this module arrive together, each with separate calls: a MERGE costs the same for one
document and for many.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest

from ..documents import conversation, evaluation, signal
from ..small_lakehouse import SmallLakehouse

V1, V2 = "rubric@1", "rubric@2"
MONDAY, TUESDAY = "2025-03-10T00:00:00Z", "2025-03-11T00:00:00Z"

WHOLE = json.dumps(conversation("whole", evaluation(V1, MONDAY), duration_seconds=61.9))
SILENT = conversation("silent", transcript=None) | {"evaluations": None}
KINDS = conversation(
    "kinds",
    evaluation(
        V1,
        MONDAY,
        signal("yes", True),
        signal("word", "true"),
        signal("half", 0.5),
        signal("whole", 3),
        signal("nothing", None, confidence=None, evidence=None, reason=None),
    ),
)
TWICE = conversation("twice", evaluation(V1, MONDAY, signal("a", 0.1), signal("a", 0.2)))
CORRECTED = conversation("corrected", rep_id="rep_2", updated_at="2025-04-01T00:00:00Z")
OLDER = conversation("late", evaluation(V1, MONDAY, signal("a", 0)), title="old", rep_id="rep_9")
RESENT = conversation("resent", evaluation(V1, MONDAY, signal("a", 1), signal("b", "x")))


def scored(call_id: str, version: str, at: str, **values: Any) -> dict[str, Any]:
    """A document with one evaluation."""
    return conversation(
        call_id, evaluation(version, at, *(signal(name, v) for name, v in values.items()))
    )


def before(call_id: str) -> tuple[str, dict[str, Any]]:
    return f"{call_id}-1.json", scored(call_id, V1, MONDAY, a=0.1, b=0.1)


def after(call_id: str) -> tuple[str, dict[str, Any]]:
    return f"{call_id}-2.json", scored(call_id, V1, TUESDAY, a=0.9, d=0.9)


BAD_SIGNALS = {
    "signal_name_present": signal("", 1),
    "signal_type_known": signal("a", 1, signal_type="emotion"),
    "confidence_in_range": signal("a", 1, confidence=1.01),
    "value_fits_type": signal("a", {"x": 1}, signal_type="label"),
}
WRONG_KINDS = {
    "score of words": signal("a", "high", signal_type="score"),
    "score of truth": signal("a", True, signal_type="score"),
    "behaviour of words": signal("a", "true", signal_type="behaviour"),
    "behaviour of number": signal("a", 1, signal_type="behaviour"),
    "label of number": signal("a", 3, signal_type="label"),
}
NO_NUMBERS = {
    f"{field} {number}": json.dumps(scored(f"{field} {number}", V1, MONDAY, a=1)).replace(
        f'"{field}": {1 if field == "value" else 0.9}', f'"{field}": {number}'
    )
    for field in ("value", "confidence")
    for number in ("NaN", "Infinity", "-Infinity")
}
BAD_DOCUMENTS: dict[str, tuple[Any, str]] = {
    "html": ("<html>", "well_formed"),
    "empty": ("", "well_formed"),
    "two documents": (WHOLE * 2, "well_formed"),
    "call of words": ('{"call": "none"}', "well_formed"),
    "participants of words": (conversation("c", participants="nobody"), "well_formed"),
    "no id": (scored("", V1, MONDAY, a=1), "call_id_present"),
    "no rep": (
        scored("norep", V1, MONDAY, a=1) | {"call": {"call_id": "norep"}},
        "rep_id_present",
    ),
    "no time": (conversation("c", call_timestamp="yesterday"), "call_timestamp_valid"),
    "negative": (conversation("c", duration_seconds=-1), "duration_seconds_in_range"),
}

FIRST: list[tuple[str, Any]] = [
    ("whole.json", WHOLE),
    ("silent.json", SILENT),
    ("kinds.json", KINDS),
    ("twice.json", TWICE),
    ("versions-1.json", scored("versions", V1, MONDAY, a=0.1)),
    ("versions-2.json", scored("versions", V2, TUESDAY, a=0.2)),
    *(before("together"), after("together")),
    *(after("together, late"), before("together, late")),
    before("apart"),
    after("apart, late"),
    ("kept-1.json", scored("kept", V1, MONDAY, a=1)),
    ("corrected-1.json", scored("corrected", V1, MONDAY, a=1)),
    ("late-2.json", scored("late", V2, TUESDAY, a=1)),
    ("resent-2.json", RESENT),
    *(
        (f"{rule}.json", conversation(rule, evaluation(V1, MONDAY, bad, signal("good", 1))))
        for rule, bad in BAD_SIGNALS.items()
    ),
    *(
        (f"{name}.json", conversation(name, evaluation(V1, MONDAY, bad)))
        for name, bad in WRONG_KINDS.items()
    ),
    *((f"{name}.json", body) for name, body in NO_NUMBERS.items()),
    *((f"{name}.json", body) for name, (body, _) in BAD_DOCUMENTS.items()),
]
SECOND: list[tuple[str, Any]] = [
    after("apart"),
    before("apart, late"),
    ("kept-2.json", scored("kept", V1, TUESDAY)),
    ("corrected-2.json", CORRECTED),
    ("late-1.json", OLDER),
    ("resent-1.json", RESENT),
    ("html.json", "<html>"),
]


@pytest.fixture(scope="module")
def merged(small: SmallLakehouse) -> SmallLakehouse:
    done = small.merge("conversations", *FIRST)
    assert done["silver.conversations"]["quarantined"] == len(BAD_DOCUMENTS)
    assert done["silver.conversation_signals"]["quarantined"] == len(
        BAD_SIGNALS | WRONG_KINDS | NO_NUMBERS
    )
    small.merge("conversations", *SECOND)
    return small


@pytest.fixture(scope="module")
def calls(merged: SmallLakehouse) -> dict[str, dict]:
    return {row["call_id"]: row for row in merged.rows("silver.conversations")}


@pytest.fixture(scope="module")
def signals(merged: SmallLakehouse) -> dict[str, dict[tuple[str, str], dict]]:
    """The signals of each call, by name and version."""
    found: dict[str, dict[tuple[str, str], dict]] = defaultdict(dict)
    for row in merged.rows("silver.conversation_signals"):
        found[row["call_id"]][row["signal_name"], row["scoring_version"]] = row
    return found


@pytest.fixture(scope="module")
def quarantine(merged: SmallLakehouse) -> dict[str, list[dict]]:
    """The quarantined records of each file."""
    found: dict[str, list[dict]] = defaultdict(list)
    for row in merged.rows("silver.quarantine"):
        found[row["source_file"].rpartition("/")[2].removesuffix(".json")].append(row)
    return found


def rules(row: dict) -> list[str]:
    return [error["rule"] for error in row["errors"]]


def test_a_call_has_its_text_its_counts_and_its_origin(merged, calls):
    row = calls["whole"]
    assert row["transcript_text"] == "rep: Hello?\nprospect: Hi."
    assert [turn["turn_index"] for turn in row["transcript"]] == [0, 1]
    assert (row["turn_count"], row["rep_turn_count"], row["duration_seconds"]) == (2, 1, 61)
    assert row["participants"] == [
        {"participant_id": "rep_1", "name": "R", "email": None, "role": "rep"}
    ]
    assert row["call_timestamp"] == datetime(2025, 3, 4, 10)
    assert row["updated_at"] == datetime(2025, 3, 10)
    assert row["payload_sha256"] == hashlib.sha256(WHOLE.encode()).hexdigest()
    assert row["source_file"] == f"dbfs:{merged.volume}/conversations/whole.json"


def test_a_call_without_turns_has_none(calls):
    row = calls["silent"]
    assert (row["transcript_text"], row["turn_count"], row["rep_turn_count"]) == ("", 0, 0)
    assert row["updated_at"] == row["call_timestamp"]


def test_a_value_is_kept_by_its_kind(signals):
    found = {
        name: (row["value_number"], row["value_boolean"], row["value_string"])
        for (name, _), row in signals["kinds"].items()
    }
    assert found == {
        "yes": (None, True, None),
        "word": (None, None, "true"),
        "half": (0.5, None, None),
        "whole": (3.0, None, None),
        "nothing": (None, None, None),
    }


def test_a_signal_has_the_id_of_call_name_and_version_and_the_fields_of_both(signals):
    row = signals["kinds"]["half", V1]
    identity = json.dumps(["kinds", "half", V1], separators=(",", ":"))
    assert row["signal_id"] == hashlib.sha256(identity.encode()).hexdigest()
    assert (row["rep_id"], row["deal_id"], row["evidence"]) == ("rep_1", "deal_1", ["quoted"])
    assert (row["run_id"], row["kit_code"]) == (f"run-{V1}-{MONDAY}", "KIT")
    assert row["scored_at"] == datetime(2025, 3, 10)


def test_scoring_versions_stand_side_by_side(signals):
    assert sorted(signals["versions"]) == [("a", V1), ("a", V2)]


@pytest.mark.parametrize("call_id", ["together", "together, late", "apart", "apart, late"])
def test_the_later_evaluation_replaces_the_earlier_one_whole(signals, call_id):
    assert sorted(signals[call_id]) == [("a", V1), ("d", V1)]
    assert {row["value_number"] for row in signals[call_id].values()} == {0.9}


def test_an_evaluation_without_signals_takes_nothing_away(signals):
    assert list(signals["kept"]) == [("a", V1)]


def test_of_a_signal_mentioned_twice_the_later_mention_stands(signals):
    assert signals["twice"]["a", V1]["value_number"] == 0.2


def test_a_corrected_call_corrects_its_signals(calls, signals):
    assert calls["corrected"]["rep_id"] == "rep_2"
    assert signals["corrected"]["a", V1]["rep_id"] == "rep_2"


def test_a_late_older_document_adds_only_what_it_alone_has(calls, signals):
    assert calls["late"]["title"] == "A call"
    assert sorted(signals["late"]) == [("a", V1), ("a", V2)]
    assert {row["rep_id"] for row in signals["late"].values()} == {"rep_1"}


def test_of_two_files_with_one_content_the_first_by_name_is_named(calls, signals):
    assert calls["resent"]["source_file"].endswith("/resent-1.json")
    assert signals["resent"]["a", V1]["source_file"].endswith("/resent-1.json")


@pytest.mark.parametrize("rule", BAD_SIGNALS)
def test_a_signal_that_breaks_a_rule_goes_to_quarantine_alone(signals, quarantine, rule):
    (row,) = quarantine[rule]
    sent, kept = BAD_SIGNALS[rule], json.loads(row["payload"])
    assert list(signals[rule]) == [("good", V1)]
    assert row["target_table"] == "silver.conversation_signals"
    assert rules(row) == [rule]
    assert (kept["call_id"], kept["scoring_version"]) == (rule, V1)
    assert (kept["value"], kept["signal_type"]) == (sent["value"], sent["signal_type"])


@pytest.mark.parametrize("name", WRONG_KINDS)
def test_a_value_has_to_be_of_the_kind_that_its_type_asks_for(signals, quarantine, name):
    assert rules(quarantine[name][0]) == ["value_fits_type"]
    assert not signals[name]


@pytest.mark.parametrize("name", NO_NUMBERS)
def test_what_is_no_number_is_no_score_and_no_confidence(signals, quarantine, name):
    expected = "value_fits_type" if name.startswith("value") else "confidence_in_range"
    assert rules(quarantine[name][0]) == [expected]
    assert not signals[name]


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_document_that_breaks_a_rule_goes_to_quarantine_whole_and_once(quarantine, name):
    document, rule = BAD_DOCUMENTS[name]
    (row,) = quarantine[name]
    assert row["target_table"] == "silver.conversations"
    assert row["payload"] == (document if isinstance(document, str) else json.dumps(document))
    assert rule in rules(row)


def test_every_document_is_in_silver_or_in_quarantine(calls, quarantine):
    sent = {file.removesuffix(".json") for file, _ in FIRST + SECOND}
    accepted = {name for name in sent if name not in BAD_DOCUMENTS}
    assert {name.rstrip("12").rstrip("-") for name in accepted} == set(calls)
    assert set(quarantine) == set(BAD_DOCUMENTS | BAD_SIGNALS | WRONG_KINDS | NO_NUMBERS)


def test_documents_sent_again_write_nothing(merged):
    then = merged.versions()
    merged.merge("conversations", *SECOND, ("whole_again.json", WHOLE))
    assert merged.versions() == then


def test_a_batch_of_broken_documents_alone_is_all_quarantined(merged):
    done = merged.merge("conversations", ("broken.json", "{"))
    assert done["silver.conversations"] == {"read": 1, "quarantined": 1}
    assert done["silver.conversation_signals"] == {"read": 0, "quarantined": 0}
