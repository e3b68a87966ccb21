"""The interpreter never raises, and the same documents have the same outcome."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lakehouse.sources.mapping import Mapped, Rejected, map_document, map_documents

from .vendor_documents import VENDORS, at, changed

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["WEBVTT", "WEBVTT\n\n00:01.000 --> 00:02.000\nA: b", "\ud800", "1e5"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=15,
)


def is_json(value: Any) -> bool:
    """True if the value has no NaN and no infinity."""
    try:
        return bool(json.dumps(value, allow_nan=False))
    except ValueError:
        return False


def places_of(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of all values below the root."""
    steps = list(value.items()) if isinstance(value, dict) else []
    if isinstance(value, list):
        steps = list(enumerate(value))
    return [
        found
        for step, below in steps
        for found in [(*place, step), *places_of(below, (*place, step))]
    ]


def check(sources, text: str, source: str | None = None) -> None:
    """An outcome of the two kinds, twice the same."""
    outcome = map_document(sources, text, source)
    assert outcome == map_document(sources, text, source)
    if isinstance(outcome, Rejected):
        assert outcome.problems
        assert all(problem.rule for problem in outcome.problems)
        json.dumps([problem._asdict() for problem in outcome.problems]).encode()
    else:
        assert outcome.text.encode()
        assert outcome.document["call"]["call_timestamp"]  # type: ignore[index]


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(st.text(), values.map(json.dumps)))
def test_any_text_has_an_outcome(sources, text: str):
    check(sources, text)
    for mapping in sources.mappings:
        check(sources, text, mapping.name)


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_value_at_any_place_has_an_outcome(sources, data: st.DataObject):
    document = data.draw(st.sampled_from(VENDORS)).example
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places_of(document) or [()]))
        if place:
            document = changed(document, place, data.draw(values))
    check(sources, json.dumps(document))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_broken_text_has_an_outcome(sources, data: st.DataObject):
    text = json.dumps(data.draw(st.sampled_from(VENDORS)).example)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    check(sources, text[:start] + data.draw(st.text(max_size=8)) + text[end:])


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_unknown_fields_change_nothing(sources, data: st.DataObject):
    """Vendors add fields; no mapping depends on the absence of one."""
    vendor = data.draw(st.sampled_from(VENDORS))
    document = vendor.example
    objects = [place for place in places_of(document) if isinstance(at(document, place), dict)]
    place = data.draw(
        st.sampled_from([place for place in objects if len(place) > 1 and place[0] != "context"])
    )
    document = copy.deepcopy(document)
    value = data.draw(values.filter(is_json))
    at(document, place)["aFieldOfTomorrow"] = value
    outcome = map_document(sources, json.dumps(document))
    assert isinstance(outcome, Mapped)
    assert outcome.document == vendor.mapped


def test_a_text_that_is_nested_too_deeply_is_rejected(sources):
    for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000):
        outcome = map_document(sources, text)
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "well_formed"


def test_texts_that_are_not_json_are_rejected(sources):
    for text in ("", "NaN", '{"a": Infinity}', "{'a': 1}", "[1,]", "\ufeff{}"):
        [outcome] = map_documents(sources, [text])
        assert isinstance(outcome, Rejected)
        assert outcome.problems[0].rule == "well_formed", text
