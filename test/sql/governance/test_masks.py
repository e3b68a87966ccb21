"""Values that a mask returns, by principal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lakehouse.governance.personal_data_policies import MASKS, tag_value
from lakehouse.runtime.contracts import Column
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

MASKED_TEXT = re.compile(r"\[masked: under 10+ characters\]")
TEXTS = [
    *(
        "",
        "a",
        "ß",
        "日本語",
        "😀" * 9,
        "😀" * 10,
        "e\u0301" * 5,
        "\u0000",
        "\n",
        " " * 10,
        "x" * 99,
    ),
    *(
        "x" * 100,
        "y" * 99_999,
        "My number is 555-0100",
        "[masked: ",
        "[masked: under 5 characters]",
    ),
    *("[masked: under 5550100 characters]", "[masked: under 10 characters]\n", "'; drop table x"),
    *("a [masked: under 10 characters]", "[masked: under 1 characters]", "$1 \\1 \\z", "%s %d"),
]
EMAILS = {
    "ann@x.example": "***@x.example",
    "Ann.Lee+tag@Sales.X.Example ": "***@sales.x.example",
    "müller@straße.example": "***@straße.example",
    "***@x.example": "***@x.example",
    "***": "***",
    "": "***",
    "ann": "***",
    "ann@": "***",
    "@x.example": "***@x.example",
    "ann@localhost": "***",
    "ann@b@x.example": "***@x.example",
    '"ann@home"@x.example': "***@x.example",
    "Ann Lee <ann@x.example>": "***",
    "ann@x.example, bob@y.example": "***@y.example",
    "call me@555 0100": "***",
    "ann@x.example\n555-0100": "***",
    "ann@" + "x." * 50_000 + "example": "***",
    "ann@" + "x" * 100_000 + ".example": "***",
    "@" * 10_000: "***",
}


@pytest.fixture(autouse=True)
def reader(governed: SparkSession) -> None:
    lakehouse.assume(governed, "anyone@x.example", ["pii-readers-to-be", "data-engineers"])


def test_of_a_text_the_magnitude_of_its_length_remains(governed: SparkSession) -> None:
    masked = apply(governed, "mask_text", "string", TEXTS)
    assert masked == [f"[masked: under 1{'0' * len(str(len(text)))} characters]" for text in TEXTS]


def test_of_an_address_the_domain_remains(governed: SparkSession) -> None:
    assert apply(governed, "mask_email", "string", list(EMAILS)) == list(EMAILS.values())


def test_of_a_name_nothing_remains(governed: SparkSession) -> None:
    assert set(apply(governed, "mask_name", "string", [*TEXTS, *EMAILS])) == {"***"}


@pytest.mark.parametrize("function", ["mask_text", "mask_email", "mask_name"])
def test_null_stays_null_and_a_mask_over_a_mask_changes_nothing(
    governed: SparkSession, function: str
) -> None:
    once = apply(governed, function, "string", [None, *TEXTS, *EMAILS])
    assert once[0] is None
    assert None not in once[1:]
    assert apply(governed, function, "string", once) == once


def test_texts_and_turns_are_masked_like_a_text(
    governed: SparkSession, contracts: dict[str, dict[str, Any]]
) -> None:
    texts = [None, *TEXTS]
    one_by_one = apply(governed, "mask_text", "string", texts)
    assert apply(governed, "mask_texts", "array<string>", [texts, None, []]) == [
        one_by_one,
        None,
        [],
    ]
    turns = [{"turn_index": 1, "speaker_id": "s", "role": "rep", "text": text} for text in texts]
    kind = column_type(contracts, "silver.conversations", "transcript")
    [masked, none] = apply(governed, "mask_transcript", kind, [[*turns, None], None])
    assert none is None
    assert [turn and turn.asDict() for turn in masked] == [
        *({**turn, "text": text} for turn, text in zip(turns, one_by_one, strict=True)),
        None,
    ]


def test_participants_are_masked_like_their_names_and_addresses(
    governed: SparkSession, contracts: dict[str, dict[str, Any]]
) -> None:
    people = [
        {"participant_id": "p", "name": name, "email": email, "role": "rep"}
        for name, email in [("Ann", None), (None, "ann@x.example"), *((e, e) for e in EMAILS)]
    ]
    kind = column_type(contracts, "silver.conversations", "participants")
    [masked] = apply(governed, "mask_participants", kind, [[*people, None]])
    assert [person and person.asDict() for person in masked] == [
        *(
            {
                **person,
                "name": None if person["name"] is None else "***",
                "email": None if person["email"] is None else EMAILS[person["email"]],
            }
            for person in people
        ),
        None,
    ]


@pytest.mark.parametrize(
    ("user", "groups"),
    [("anyone@x.example", [lakehouse.PII_READERS]), (lakehouse.JOBS, [])],
)
def test_pii_readers_and_jobs_see_what_is_there(
    governed: SparkSession, contracts: dict[str, dict[str, Any]], user: str, groups: list[str]
) -> None:
    lakehouse.assume(governed, user, groups)
    for function in ("mask_text", "mask_email", "mask_name"):
        values = [None, *TEXTS, *EMAILS]
        assert apply(governed, function, "string", values) == values
    turn = {"turn_index": 1, "speaker_id": "s", "role": "rep", "text": "hello"}
    kind = column_type(contracts, "silver.conversations", "transcript")
    assert apply(governed, "mask_transcript", kind, [[turn]])[0][0].asDict() == turn


def test_each_tagged_column_has_a_mask_of_its_type(
    governed: SparkSession, contracts: dict[str, dict[str, Any]]
) -> None:
    """The platform casts what a mask returns to the type of the column: here it has that type."""
    tagged = {
        column["type"]: tag_value(Column(column["name"], column["type"], pii=column["pii"]))
        for table in contracts.values()
        for column in table["columns"]
        if "pii" in column
    }
    assert set(tagged.values()) <= MASKS.keys()
    assert len(tagged) == 4
    for kind, value in tagged.items():
        masked = governed.sql(f"select governance.{MASKS[value]}(cast(null as {kind})) as m")
        declared = governed.sql(f"select cast(null as {kind}) as m")
        assert masked.schema["m"].dataType == declared.schema["m"].dataType, kind


def apply(spark: SparkSession, function: str, kind: str, values: list[Any]) -> list[Any]:
    """The values as the function gives them, in order."""
    rows = [{"at": at, "value": value} for at, value in enumerate(values)]
    frame = lakehouse.data_frame(spark, f"struct<at: int, value: {kind}>", rows)
    frame.createOrReplaceTempView("values_to_mask")
    masked = spark.sql(
        f"select at, governance.{function}(value) as m from values_to_mask order by at"
    )
    return [row["m"] for row in masked.collect()]


def column_type(contracts: dict[str, dict[str, Any]], table: str, name: str) -> str:
    """The declared type of a column."""
    return next(c["type"] for c in contracts[table]["columns"] if c["name"] == name)
