"""Which fields are new, and how the evolved schema grows by them. Plain Python: no session."""

from __future__ import annotations

import pytest
from lakehouse.ingest.drift import ANY
from lakehouse.ingest.evolution import MOST_FIELDS, evolved, known_shape, new_field
from pyspark.sql.types import ArrayType, StringType, StructType

SHAPE = {
    "id": "string",
    "count": "integer",
    "value": "variant",
    "call": {"title": "string", "people": [{"name": "string", "value": "variant"}]},
    "tags": ["string"],
}
TEXT = StringType()


def grown(*paths: str, schema: StructType | None = None, shape: object = SHAPE) -> list[str]:
    """The fields that the schema gains."""
    return evolved(schema or StructType(), paths, shape, ["payload"])[1]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("mood", ("mood",)),
        ("call.mood", ("call", "mood")),
        ("call.people[].phone", ("call", "people", "phone")),
        ("value", ("value",)),
        ("call.people[].value", ("call", "people", "value")),
        ("callback", ("callback",)),
        ("a.dotted", ("a.dotted",)),
        # known, of another type
        ("count", None),
        ("call", None),
        ("call.people", None),
        ("call.people[]", None),
        ("tags[]", None),
        # known, in another letter case
        ("Count", None),
        ("call.Title", None),
        ("call.people[].NAME", None),
    ],
)
def test_a_field_is_new_that_the_shape_does_not_know(path, names):
    assert new_field(path, SHAPE) == names


def test_the_schema_grows_where_the_field_stands_and_holds_nothing_else():
    schema, names = evolved(
        StructType(), ["call.people[].phone", "mood", "call.mood", "count"], SHAPE, []
    )
    people = ArrayType(StructType().add("phone", TEXT))
    assert names == ["call.mood", "call.people[].phone", "mood"]
    assert schema == StructType().add(
        "call", StructType().add("mood", TEXT).add("people", people)
    ).add("mood", TEXT)


def test_what_was_gained_is_not_new_again_and_may_be_anything():
    paths = ["mood", "call.mood", "call.people[].phone", "value"]
    schema, _ = evolved(StructType(), paths, SHAPE, [])
    assert grown(*paths, schema=schema) == []
    shape = known_shape(SHAPE, schema)
    assert shape["mood"] == shape["value"] == shape["call"]["mood"] == ANY
    assert shape["call"]["people"] == [{"name": "string", "value": "variant", "phone": ANY}]
    assert shape["count"] == "integer"


def test_a_later_version_adds_at_the_end():
    first, _ = evolved(StructType(), ["call.mood"], SHAPE, [])
    second, names = evolved(first, ["call.agenda", "call.mood"], SHAPE, [])
    assert names == ["call.agenda"]
    assert second["call"].dataType.names == ["mood", "agenda"]


@pytest.mark.parametrize(
    "path", ["customer name", "call.a;b", "payload", "PAYLOAD", "x" * 256, "call.people[]. "]
)
def test_what_cannot_be_a_column_stays_rescued(path):
    assert grown(path) == []


def test_of_two_letter_cases_one_is_a_column():
    assert grown("Mood", "mood", "call.Mood", "call.mood") == ["Mood", "call.Mood"]


def test_a_column_that_is_text_takes_no_fields():
    schema, _ = evolved(StructType(), ["mood"], SHAPE, [])
    assert grown("mood.score", schema=schema, shape=SHAPE | {"mood": {"name": "string"}}) == []


@pytest.mark.parametrize(
    "declared",
    [
        {"call": "string"},
        {"call": ["string"]},
        {"call": {"people": "string"}},
        {"call": {"people": {"name": "string"}}},
        {"call": {"mood": {"score": "double"}}},
        {},
    ],
    ids=["text", "list", "text within", "object within", "declared since", "not declared any more"],
)
def test_a_contract_that_changed_its_mind_neither_fails_nor_changes_a_type(declared):
    schema, _ = evolved(StructType(), ["call.mood", "call.people[].phone"], SHAPE, [])
    paths = ["call.people[].phone", "call.people.age", "call.mood.text", "call.mood", "call"]
    again, _ = evolved(schema, paths, declared, [])
    assert again["call"].dataType["mood"].dataType == TEXT
    assert isinstance(again["call"].dataType["people"].dataType, ArrayType)
    assert evolved(again, paths, declared, []) == (again, [])


def test_documents_whose_keys_are_data_do_not_grow_the_table_for_ever():
    schema, names = evolved(StructType(), [f"key_{i}" for i in range(MOST_FIELDS + 9)], {}, [])
    assert len(schema.names) == len(names) == MOST_FIELDS
