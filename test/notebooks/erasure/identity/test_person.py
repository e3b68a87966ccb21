"""Decisions on values: all spellings of the person's, and none of a neighbour's."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lakehouse.erasure.identity.ids import trimmed
from lakehouse.erasure.identity.person import Person
from lakehouse.runtime.contracts import Contracts

from .people import DOCUMENTS, FINGERPRINTS, OTHERS, PERSON, THEIRS, document

EXAMPLES = settings(max_examples=400, deadline=None)


@EXAMPLES
@given(theirs=THEIRS, shape=DOCUMENTS)
def test_each_spelling_of_the_person_is_found_and_leaves_nothing(
    theirs: tuple[str, str], shape: dict
) -> None:
    field, value = theirs
    body = document({field: value}, **shape)
    assert list(PERSON.matches(body))
    assert FINGERPRINTS.kinds_in(body)
    left = PERSON.without(value, field)
    after = document({field: left or ""}, **shape)
    assert not list(PERSON.matches(after))
    assert FINGERPRINTS.kinds_in(after) == set()


@EXAMPLES
@given(theirs=THEIRS, how=st.integers(0, 2), cut=st.integers(1, 3))
def test_a_document_that_is_cut_is_read_as_far_as_it_goes(
    theirs: tuple[str, str], how: int, cut: int
) -> None:
    field, value = theirs
    broken = document({field: value}, how=how, nested=False)[:-cut]
    assert list(PERSON.matches(broken))
    assert FINGERPRINTS.kinds_in(broken)


@EXAMPLES
@given(others=st.lists(OTHERS, min_size=1, max_size=4, unique_by=lambda o: o[0]), shape=DOCUMENTS)
@example([("email", "zoé.lee+sales@bücher.example")], {"how": 0, "nested": False})
def test_no_neighbour_is_found_and_none_loses_a_byte(
    others: list[tuple[str, str]], shape: dict
) -> None:
    body = document(dict(others), **shape)
    assert list(PERSON.matches(body)) == []
    assert FINGERPRINTS.kinds_in(body) == set()
    for field, value in others:
        assert not PERSON.is_in(value, field)
        assert PERSON.without(value, field) == value


def test_an_id_with_more_behind_it_is_another_id() -> None:
    assert not PERSON.is_in("zoe 2", "rep_id")


@EXAMPLES
@given(theirs=THEIRS, other=OTHERS, shape=DOCUMENTS)
def test_beside_the_person_a_neighbour_keeps_every_byte(
    theirs: tuple[str, str], other: tuple[str, str], shape: dict
) -> None:
    (field, value), (_, others) = theirs, other
    if field in ("email", "manager_email") and "@" in others and "\n" not in others:
        kept = PERSON.without(f"{value}, {others}", field)
        assert kept is not None
        assert others.strip() in kept


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("Zoé Lee <zoé.lee@bücher.example>", None),
        (" zoé.lee@bücher.example ", None),
        ("MAILTO:zoé.lee@bücher.example", None),
        ("mailto:zo%C3%A9.lee%40b%C3%BCcher.example", None),
        ("Bo <bo@x.example>; zoé.lee@bücher.example", "Bo <bo@x.example>"),
        (
            '"Lee, Z." <zoé.lee@bücher.example>, "Day, Bo" <bo@x.example>',
            '"Day, Bo" <bo@x.example>',
        ),
        ("bo@x.example", "bo@x.example"),
    ],
)
def test_of_a_list_of_addresses_others_stay(value: str, left: str | None) -> None:
    assert PERSON.without(value, "email") == left


def test_a_match_says_where_and_why() -> None:
    body = json.dumps(
        {
            "call": {
                "participants": [
                    {"participant_id": "zoe", "email": "Zoé <zoé.lee@bücher.example>"}
                ],
                "transcript": [{"text": "Zoé Lee called"}],
                "zoé.lee@bücher.example": 1,
            }
        }
    )
    assert [tuple(match) for match in PERSON.matches(body)] == [
        ("call.participants[0].participant_id", "id"),
        ("call.participants[0].email", "address"),
        ("call.transcript[0].text", "mention"),
        ("call.zoé.lee@bücher.example (name)", "address"),
    ]


def test_what_only_looks_alike_is_told() -> None:
    body = json.dumps(
        {"email": "azoé.lee@bücher.example", "rep_id": "pp_zoe", "text": "hi Zoé", "role": "zoe"}
    )
    assert [tuple(one) for one in PERSON.similar(body)] == [
        ("email", "azoé.lee@bücher.example", "another address"),
        ("rep_id", "pp_zoe", "another id"),
        ("text", "zoé", "one name alone"),
        ("role", "zoe", "not the id of a person here"),
    ]


def test_a_name_that_others_have_is_no_mention() -> None:
    shared = Person("t", {}, PERSON.addresses, PERSON.names, frozenset({("zoé", "lee")}))
    assert shared.reason("I met Zoé Lee", "text") is None
    found = {one.value: one.why for one in shared.similar(json.dumps({"text": "I met Zoé Lee"}))}
    assert found["zoé lee"] == "a name that others have"


def test_white_space_around_an_id_is_that_of_silver(contracts: Contracts) -> None:
    assert trimmed(f"{contracts.white_space}\x1c{contracts.white_space}") == "\x1c"
    for one in contracts.white_space:
        assert FINGERPRINTS.kinds_in(json.dumps({"rep_id": f"{one}zoe{one}"})) == {"id"}


WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", *WIDE, "cp1252"])
def test_bytes_are_read_in_their_encoding(encoding: str) -> None:
    body = '{"text": "Zoé Lee called"}'.encode(encoding)
    assert list(PERSON.matches_in_body(body))
    assert FINGERPRINTS.kinds_in_bytes(body) == {"name"}
