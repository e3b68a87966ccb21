"""A person's values in a row of a table, in a landed file, and in a document as tables have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from lakehouse.erasure.identity.decoding import Pairs, parsed
from lakehouse.erasure.identity.person import Match, Person, Similar


def matches_in_row(person: Person, row: str | None, payload: bytes | None) -> Iterator[Match]:
    """The person's values in a row as JSON, and in the payload beside it."""
    yield from person.matches(row or "{}")
    for match in person.matches_in_body(bytes(payload or b"{}")):
        yield Match(f"payload.{match.path}", match.why)


def similar_in_row(person: Person, row: str | None, payload: bytes | None) -> Iterator[Similar]:
    """The values in a row and its payload that only look like the person's."""
    yield from person.similar(row or "{}")
    for one in person.similar(bytes(payload or b"{}").decode("utf-8", "replace")):
        yield Similar(f"payload.{one.path}", one.value, one.why)


def matches_in_file(
    person: Person, name: str | None, content: bytes, is_whole: bool
) -> Iterator[Match]:
    """The person's values in a file that is one document, or has one in each line; in its name."""
    for part in (name or "").split("/"):
        why = person.reason(part, "")
        if why:
            yield Match("file name", why)
    if is_whole:
        yield from person.matches_in_body(bytes(content))
        return
    for number, line in enumerate(bytes(content).split(b"\n"), 1):
        for match in person.matches_in_body(line or b"{}"):
            yield Match(f"line {number}: {match.path}", match.why)


def replaced_in_row(person: Person, row: str | None) -> Iterator[tuple[str, str, str | None]]:
    """Each field and value of a row that has the person's data, and what is left of the value."""
    for field, value in _strings(parsed(row or "{}"), ""):
        if person.is_in(value, field):
            yield field, value, person.without(value, field)


def _strings(value: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Pairs):
        for name, inner in value:
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _strings(inner, field)
    elif isinstance(value, str):
        yield field, value
