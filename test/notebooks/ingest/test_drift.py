"""Drift of documents, and its report. Plain Python: no Spark."""

from __future__ import annotations

import json

import pytest
from lakehouse.ingest.drift import fits, rescued, rescued_paths

FILE = "dbfs:/Volumes/c/bronze/landing/conversations/1.json"
SHAPE = {
    "id": "string",
    "count": "integer",
    "at": "timestamp",
    "value": "variant",
    "call": {"title": "string", "people": [{"name": "string", "age": "integer"}]},
    "tags": ["string"],
}


def drift_of(document: object, shape: object = SHAPE) -> dict[str, object] | None:
    """The value of `_rescued_data` for a document."""
    found = rescued(json.dumps(document).encode(), FILE, shape)
    return None if found is None else json.loads(found)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": "a", "count": 3, "at": "2025-03-01T10:00:00Z", "value": 0.5, "tags": ["x"]},
        {"id": None, "count": None, "call": None, "tags": None, "value": None},
        {"call": {"title": "t", "people": [{"name": "n", "age": 3}, None, {}]}},
        {"id": 12, "value": True},
    ],
    ids=["empty", "all fields", "nulls", "nested", "a scalar read as text or variant"],
)
def test_a_document_of_the_declared_shape_is_clean(document):
    assert drift_of(document) is None


@pytest.mark.parametrize(
    ("document", "path", "value"),
    [
        ({"channel": "sms"}, "channel", "sms"),
        ({"call": {"mood": {"a": [1]}}}, "call.mood", {"a": [1]}),
        ({"call": {"people": [{}, {"phone": "1"}]}}, "call.people[1].phone", "1"),
        ({"Id": "a"}, "Id", "a"),
        ({"call": {"Title": "t"}}, "call.Title", "t"),
        ({"count": "many"}, "count", "many"),
        ({"count": 1.5}, "count", 1.5),
        ({"count": True}, "count", True),
        ({"count": 2**31}, "count", 2**31),
        ({"at": 1740823200}, "at", 1740823200),
        ({"at": "yesterday"}, "at", "yesterday"),
        ({"id": {"a": 1}}, "id", {"a": 1}),
        ({"value": [1, 2]}, "value", [1, 2]),
        ({"call": "a call"}, "call", "a call"),
        ({"tags": "x"}, "tags", "x"),
        ({"tags": ["x", {"y": 1}]}, "tags[1]", {"y": 1}),
        ({"nothing": None}, "nothing", None),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else None,
)
def test_drift_is_told_by_its_path_with_its_value_and_file(document, path, value):
    assert drift_of(document) == {path: value, "_file_path": FILE}


@pytest.mark.parametrize(
    ("nested", "paths"),
    [
        ({"channel": {"a": 1}}, ["channel"]),
        ({"call": {"mood": {"a": [1]}, "Title": "t"}}, ["call.mood", "call.Title"]),
        ({"call": {"people": [None, {"phone": "1"}]}}, ["call.people[1].phone"]),
        ({"call": {"people": [{"age": "old"}, 3]}}, ["call.people[0].age", "call.people[1]"]),
        ({"call": "a call", "count": 1.5}, ["call", "count"]),
        ({"tags": ["x", {"y": 1}]}, ["tags[0]", "tags[1]"]),
        ({"value": [1]}, ["value"]),
        ({}, []),
    ],
)
def test_nested_rescued_data_has_the_same_paths(nested, paths):
    text = json.dumps(nested | {"_file_path": FILE})
    assert rescued_paths(text, SHAPE) == paths


def test_all_drift_of_a_document_is_told():
    document = {"x": 1, "count": "y", "call": {"people": [{"z": 2}]}}
    assert drift_of(document) == {
        "x": 1,
        "count": "y",
        "call.people[0].z": 2,
        "_file_path": FILE,
    }


@pytest.mark.parametrize(
    "payload",
    [None, b"", b"{", b"null", b"[]", b'{"a":1} {"a":2}', b"\xff\xfe{\x00", b"[" * 100_000],
)
def test_a_body_that_is_no_json_object_has_nothing_to_rescue(payload):
    assert rescued(payload, FILE, SHAPE) is None


def test_text_is_kept_as_it_is():
    assert "Zoë 🙂 שלום" in (rescued('{"x": "Zoë 🙂 שלום"}'.encode(), FILE, SHAPE) or "")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_know_does_not_make_the_rescue_unreadable(constant):
    found = rescued(f'{{"x": {constant}}}'.encode(), FILE, SHAPE)
    assert json.loads(found or "") == {"x": constant, "_file_path": FILE}


@pytest.mark.parametrize(
    ("value", "declared", "expected"),
    [
        (1, "double", True),
        (1.5, "decimal(18,2)", True),
        ("1.5", "decimal(18,2)", False),
        (True, "double", False),
        (True, "boolean", True),
        ("true", "boolean", False),
        (2**31, "long", True),
        (2**63, "long", False),
        ("2025-03-01", "date", True),
    ],
)
def test_a_value_fits_a_type_that_loses_nothing_of_it(value, declared, expected):
    assert fits(value, declared) is expected
