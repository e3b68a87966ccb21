"""A landed document of a vendor, alone and joined with the other parts of its call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

from .declarations import SourceMapping, Sources
from .documents import part_of, read
from .mapping import Mapped, Outcome, Rejected, map_call
from .problems import Invalid, Problem

MOST_JOINS = 50
"""Tried combinations of a part that was sent with many contents, none of which gives a call."""

NOT_TEXT = Problem("well_formed", "", "not UTF-8")


class PartOfCall(NamedTuple):
    """A document that lacks other parts of its call."""

    source_call_id: str
    parts: tuple[str, ...]
    is_first: bool
    """True if the document has the first part, which is the document of the call in silver."""


class OtherPart(NamedTuple):
    """Another document of the same call."""

    parts: tuple[str, ...]
    sha256: str
    body: bytes


class Joined(NamedTuple):
    """The outcome of a document with the other parts of its call."""

    outcome: Outcome
    sha256: str
    """The hashes of the other documents, in the order of the parts."""


def part_in(sources: Sources, source: str, body: bytes) -> PartOfCall | None:
    """The part of a call in a document; None where it has all parts, or cannot be joined.

    Raises `Invalid` where the document is not valid.
    """
    mapping = sources.named(source)
    found = None
    if mapping.is_joined:
        found = part_of(mapping, read(_text(body)), sources.white_space)
    if found is None:
        return None
    parts, call_id = found
    return PartOfCall(call_id, tuple(parts), mapping.parts[0].name in parts)


def call_in(sources: Sources, source: str, body: bytes) -> Outcome | PartOfCall:
    """The call of a document that has all of its parts, or the part that it has."""
    try:
        part = part_in(sources, source, body)
    except Invalid as invalid:
        return Rejected((invalid.problem,), source)
    return part or _call(sources, source, [body])


def joined_call(
    sources: Sources, source: str, parts: Sequence[str], body: bytes, others: Iterable[OtherPart]
) -> Joined | None:
    """The call of a document and other parts, or the first rejection; None: a part is missing.

    Of several contents of a part the one with the greatest hash that gives a call is taken, so
    that the order of arrival does not matter.
    """
    first: Joined | None = None
    for combination in _combinations(sources.named(source), parts, others):
        outcome = _call(sources, source, [body, *(other.body for other in combination)])
        joined = Joined(outcome, " ".join(other.sha256 for other in combination))
        if isinstance(outcome, Mapped):
            return joined
        first = first or joined
    return first


def call_of_id(sources: Sources, source: str, source_call_id: str) -> str:
    """A document with nothing but the id of a call, as JSON."""
    call_id = sources.named(source).call_id(source_call_id)
    return json.dumps({"call": {"call_id": call_id}}, ensure_ascii=False)


def _call(sources: Sources, source: str, bodies: Sequence[bytes]) -> Outcome:
    try:
        texts = [_text(body) for body in bodies]
    except Invalid as invalid:
        return Rejected((invalid.problem,), source)
    return map_call(sources, texts, source)


def _text(body: bytes) -> str:
    """The text of a document. A byte order mark before it is no part of it."""
    try:
        return body.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Invalid(*NOT_TEXT) from None


def _combinations(
    mapping: SourceMapping, parts: Sequence[str], others: Iterable[OtherPart]
) -> Iterator[tuple[OtherPart, ...]]:
    """One document for each part that is missing, those with the greatest hashes first."""
    by_hash = {other.sha256: other for other in others}
    ranked = [by_hash[sha256] for sha256 in sorted(by_hash, reverse=True)]
    candidates = [
        [other for other in ranked if other.parts == (part.name,)]
        for part in mapping.parts
        if part.name not in parts
    ]
    yield from islice(product(*candidates), MOST_JOINS)
