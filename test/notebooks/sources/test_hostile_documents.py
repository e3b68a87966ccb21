"""Published examples of vendors, and hostile variants: mapped as sent, or rejected by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lakehouse.sources.mapping import Mapped, Outcome, Rejected, map_document

from .vendor_documents import GONE, VENDORS, Vendor, at, changed

Map = Callable[[Any], Outcome]
vendors = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
with_pieces = pytest.mark.parametrize(
    "vendor", [vendor for vendor in VENDORS if vendor.text], ids=lambda vendor: vendor.name
)


def rules_of(outcome: Outcome) -> list[tuple[str, str]]:
    """The violated rules, each with the last name of its field."""
    assert isinstance(outcome, Rejected), outcome
    return [(problem.rule, problem.field.rpartition(".")[2]) for problem in outcome.problems]


def with_id(vendor: Vendor, text: str) -> str:
    """The example with an id as it is written in JSON."""
    document = vendor.example
    for place in (vendor.id, *vendor.other_ids):
        document = changed(document, place, "the id")
    return json.dumps(document).replace('"the id"', text)


@vendors
def test_the_published_example_is_a_call(vendor: Vendor, outcome_of: Map):
    outcome = outcome_of(vendor.example)
    assert isinstance(outcome, Mapped), outcome
    assert outcome.document == vendor.mapped
    assert (outcome.source, outcome.version) == (vendor.name, 1)
    assert json.loads(outcome.text) == vendor.mapped


@vendors
def test_a_missing_id_is_named(vendor: Vendor, outcome_of: Map):
    for blank in (None, "", " \u00a0\ufeff", GONE):
        outcome = outcome_of(vendor.changed(vendor.id, blank))
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "call_id_present"
        assert outcome.problems[0].field.endswith(str(vendor.id[-1]))


@vendors
def test_an_id_of_20_digits_has_all_of_them(vendor: Vendor, outcome_of: Map):
    ids = "77823422740259378951", "77823422740259378952"
    for text in (ids[0], f'"{ids[0]}"', ids[1]):
        outcome = outcome_of(with_id(vendor, text))
        assert isinstance(outcome, Mapped), outcome
        assert outcome.document["call"]["source_call_id"] == text.strip('"')  # type: ignore[index]


@vendors
def test_an_id_with_an_exponent_or_a_fraction_is_rejected(vendor: Vendor, outcome_of: Map):
    for text in ("7.782342274025937E19", "1e3", "12.0"):
        outcome = outcome_of(with_id(vendor, text))
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "call_id_exact"
        assert outcome.problems[0].value == text


@vendors
def test_an_id_of_another_type_is_rejected(vendor: Vendor, outcome_of: Map):
    for text in ("true", "[]", "{}", '["a"]', '"\\ud800"'):
        outcome = outcome_of(with_id(vendor, text))
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "call_id_valid"


@vendors
def test_blanks_around_an_id_are_no_part_of_it(vendor: Vendor, outcome_of: Map):
    outcome = outcome_of(with_id(vendor, '" 007\\u00a0"'))
    assert isinstance(outcome, Mapped)
    assert outcome.document["call"]["source_call_id"] == "007"  # type: ignore[index]


@vendors
def test_a_time_without_date_or_zone_is_rejected(vendor: Vendor, outcome_of: Map):
    for value in (vendor.bad_time, "10:00", True, {}, "now", "2026-13-01T00:00:00Z"):
        outcome = outcome_of(vendor.changed(vendor.time, value))
        assert ("call_timestamp_valid", vendor.time[-1]) in rules_of(outcome)
    for value in (None, ""):
        outcome = outcome_of(vendor.changed(vendor.time, value))
        assert rules_of(outcome) == [("call_timestamp_present", vendor.time[-1])]


@with_pieces
def test_a_call_without_turns_is_a_call(vendor: Vendor, outcome_of: Map):
    document = vendor.changed(vendor.pieces, [])
    if "context" in document:
        document["context"].pop("rep_speaker", None)
    outcome = outcome_of(document)
    assert isinstance(outcome, Mapped), outcome
    for missing in (None, {}, "none"):
        outcome = outcome_of(vendor.changed(vendor.pieces, missing))
        assert isinstance(outcome, Rejected)
        assert {problem.rule for problem in outcome.problems} & {"list_present", "list_valid"}


@with_pieces
def test_a_piece_without_text_is_rejected(vendor: Vendor, outcome_of: Map):
    for value, rule in ((None, "present"), (5, "valid"), (["a"], "valid"), ("\ud800", "valid")):
        document = vendor.example
        piece = at(document, vendor.pieces)[0]
        piece.pop("punctuated_word", None)
        piece[vendor.text[0]] = value
        assert (f"turn_text_{rule}", vendor.text[0]) in rules_of(outcome_of(document))


@with_pieces
def test_a_blank_text_is_kept(vendor: Vendor, outcome_of: Map):
    document = vendor.example
    for piece in at(document, vendor.pieces):
        piece.pop("punctuated_word", None)
        piece[vendor.text[0]] = ""
    assert isinstance(outcome_of(document), Mapped)


@with_pieces
def test_overlapping_pieces_are_in_one_order(vendor: Vendor, outcome_of: Map):
    document = vendor.example
    pieces = at(document, vendor.pieces)
    outcomes = []
    for order in (pieces, list(reversed(pieces))):
        outcomes.append(outcome_of(changed(document, vendor.pieces, order)))
    first, second = outcomes
    assert isinstance(first, Mapped)
    assert isinstance(second, Mapped)
    assert first.document["call"]["transcript"] == second.document["call"]["transcript"]  # type: ignore[index]
    for piece in pieces:
        piece[vendor.start[0]] = at(pieces[0], vendor.start)  # type: ignore[index, arg-type]
        if vendor.end:
            piece[vendor.end[0]] = 10**15
    assert isinstance(outcome_of(document), Mapped)


@with_pieces
def test_a_piece_without_a_time_or_with_a_negative_one_is_rejected(vendor: Vendor, outcome_of: Map):
    assert vendor.start is not None
    for value in (None, -1, "soon", True, [], float("1e300")):
        place = (*vendor.pieces, 0, *vendor.start)
        rules = rules_of(outcome_of(vendor.changed(place, value)))
        assert ("turn_times_valid", vendor.start[0]) in rules
    if vendor.end:
        rules = rules_of(outcome_of(vendor.changed((*vendor.pieces, 1, *vendor.end), 0)))
        assert ("turn_times_valid", vendor.end[0]) in rules


@with_pieces
def test_an_unknown_speaker_is_rejected_where_speakers_are_declared(
    vendor: Vendor, outcome_of: Map
):
    outcome = outcome_of(vendor.changed(vendor.speaker, "a stranger"))
    if vendor.name == "twilio_assemblyai":
        # there is no list of speakers, and no rep among them
        assert isinstance(outcome, Mapped)
        return
    assert {rule for rule, _ in rules_of(outcome)} <= {
        *("speaker_known", "role_known", "rep_speaker_known"),
    }


@vendors
def test_a_repeated_key_is_rejected(vendor: Vendor, outcome_of: Map):
    text = json.dumps(vendor.example)
    name = vendor.id[-1]
    outcome = outcome_of(text.replace(f'"{name}":', f'"{name}": "x", "{name}":', 1))
    assert isinstance(outcome, Rejected)
    [problem] = outcome.problems
    assert (problem.rule, problem.value) == ("keys_unique", name)
    assert problem.field.endswith(str(name))


@vendors
def test_a_huge_text_is_mapped_whole(vendor: Vendor, outcome_of: Map):
    huge = "word " * 400_000
    document = vendor.example
    if vendor.text:
        piece = at(document, vendor.pieces)[-1]
        piece.pop("punctuated_word", None)
        piece[vendor.text[0]] = huge
    else:
        document["transcript"] += huge
    outcome = outcome_of(document)
    assert isinstance(outcome, Mapped)
    assert len(outcome.text) > len(huge)
    huge_id = outcome_of(with_id(vendor, "1" * 100_000))
    assert isinstance(huge_id, Rejected)
    assert len(huge_id.problems[0].value or "") <= 200


@vendors
def test_values_of_another_type_never_pass_in_silence(vendor: Vendor, outcome_of: Map):
    """Each place of the example, with each other type: a call as before, or a named rule."""
    document = vendor.example
    for place in places_of(document):
        for value in (None, True, 17, "x", [], {}):
            outcome = outcome_of(changed(document, place, value))
            if isinstance(outcome, Rejected):
                assert outcome.problems
                assert all(problem.rule for problem in outcome.problems)


@vendors
def test_a_document_of_another_vendor_is_rejected(vendor: Vendor, outcome_of: Map, sources):
    for other in VENDORS:
        if other.name == vendor.name:
            continue
        text = json.dumps(other.example)
        assert isinstance(map_document(sources, text, vendor.name), Rejected)


@vendors
def test_each_part_alone_is_rejected(vendor: Vendor, outcome_of: Map):
    document = vendor.example
    for name in [name for name in document if name in ("call", "contact", "recording")]:
        outcome = outcome_of(changed(document, (name,), GONE))
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule in ("parts_present", "source_known")
        alone = outcome_of(document[name])
        assert isinstance(alone, Rejected)
        assert alone.problems[0].rule == "parts_present"


def places_of(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of all values below the root."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [
        found
        for step, below in inner
        for found in [(*place, step), *places_of(below, (*place, step))]
    ]
