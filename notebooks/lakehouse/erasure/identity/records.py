"""Records about people within documents: an id, mostly with an address or a name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from lakehouse.erasure.identity.addresses import addresses_in
from lakehouse.erasure.identity.decoding import Pairs, derived, parsed, text_of
from lakehouse.erasure.identity.ids import PERSON_ID_FIELDS, trimmed
from lakehouse.erasure.identity.names import words

ID_FIELDS = ("participant_id", "rep_id")
"""The fields that name whom a record is about."""

_DISPLAY_NAME = re.compile(r"^\s*\"?([^\"<@]+?)\"?\s*<")


class Record(NamedTuple):
    """One document's data of one person."""

    id: str | None
    addresses: list[str]
    """In canonical form: more than one may be of more than one person."""
    names: list[str]
    """The words of each name, with blanks between."""


def records_in(body: bytes) -> Iterator[Record]:
    """The records of a document, each id alone as well; none of what is not JSON."""
    for text in text_of(body):
        try:
            value = parsed(text)
        except ValueError:
            continue
        yield from _records(value)


def _records(value: Any) -> Iterator[Record]:
    if isinstance(value, Pairs):
        fields = {key: inner for key, inner in value if isinstance(inner, str)}
        email, name = fields.get("email", ""), fields.get("name", "")
        found = next((fields[field] for field in ID_FIELDS if fields.get(field)), None)
        if email or (name and found):
            display = _DISPLAY_NAME.match(email)
            full = (" ".join(words(one)) for one in (name, display[1] if display else ""))
            addresses = {
                one.address for text in (email, *derived(email)) for one in addresses_in(text)
            }
            yield Record(
                trimmed(found) if found else None, sorted(addresses), sorted({*full} - {""})
            )
        for key, inner in value:
            if key in PERSON_ID_FIELDS and isinstance(inner, str) and trimmed(inner):
                yield Record(trimmed(inner), [], [])
        for _, inner in value:
            yield from _records(inner)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _records(inner)
