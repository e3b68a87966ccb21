"""A person by ids, addresses and names: what is theirs in a value, and the value without it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lakehouse.erasure.identity.addresses import addresses_in, canonical, masked
from lakehouse.erasure.identity.decoding import Leaf, derived, leaves, text_of
from lakehouse.erasure.identity.ids import (
    PERSON_ID_FIELDS,
    is_distinctive,
    mentions_of_id,
    trimmed,
)
from lakehouse.erasure.identity.names import Words, is_full, mentions
from lakehouse.erasure.identity.similar import similar_address, similar_id

ID, ADDRESS, MENTION = "id", "address", "mention"

_SEPARATOR = re.compile(r"([,;\n]\s*)")


class Match(NamedTuple):
    """A value that is, or has, the person's."""

    path: str
    why: str


class Similar(NamedTuple):
    """A value that is excluded, although it looks like the person's."""

    path: str
    value: str
    why: str


@dataclass(frozen=True)
class Person:
    """A person whose data is searched."""

    token: str
    """Stands where an address or a name stood within a longer text."""
    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    """The person's ids, each with the token that replaces it."""
    addresses: frozenset[str] = frozenset()
    """In canonical form."""
    names: frozenset[Words] = frozenset()
    """All of the person's names."""
    shared_names: frozenset[Words] = frozenset()
    """Those that other people have as well: they identify no one."""
    address_fields: frozenset[str] = frozenset({"email", "manager_email"})
    """The fields that the contracts mark as addresses."""

    identifying_names: tuple[Words, ...] = field(init=False, repr=False, compare=False)
    """The names by which a text mentions the person and no one else that is known."""
    distinctive_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The ids that are searched for in any text."""

    def __post_init__(self) -> None:
        full = sorted(name for name in self.names - self.shared_names if is_full(name))
        object.__setattr__(self, "identifying_names", tuple(full))
        distinctive = tuple(one for one in self.ids if is_distinctive(one))
        object.__setattr__(self, "distinctive_ids", distinctive)

    @property
    def is_known(self) -> bool:
        """True if there is anything to search for."""
        return bool(self.ids or self.addresses)

    def reason(self, value: str, key: str) -> str | None:
        """Why a value is the person's; none where it is not. `key` is the field's name."""
        if trimmed(value) in self.ids and self._may_be_id(trimmed(value), key):
            return ID
        if key in self.address_fields:
            # a display name in the field may be shared: the address decides
            return ADDRESS if self._has_address(value) else None
        if canonical(value) in self.addresses and _is_one_word(value):
            return ADDRESS
        for text in (value, *derived(value)):
            if any(self._spans(text)):
                return MENTION
        return None

    def matches(self, text: str, key: str = "") -> Iterator[Match]:
        """The values of a document that are the person's."""
        for leaf in leaves(text, key, key):
            why = self.reason(leaf.value, leaf.key)
            if why:
                yield Match(leaf.path, why)

    def is_in(self, value: str, key: str) -> bool:
        """True if the value of a field is the person's, or has a document with what is theirs."""
        return any(self.reason(one.value, one.key) for one in leaves(value, key, key, depth=1))

    def matches_in_body(self, body: bytes) -> Iterator[Match]:
        """The same of a body of bytes, by all that it may stand for."""
        for text in text_of(body):
            yield from self.matches(text)

    def similar(self, text: str, key: str = "") -> Iterator[Similar]:
        """The values of a document that look like the person's, and are not."""
        for leaf in leaves(text, key, key):
            yield from self._similar(leaf)

    def is_named_in(self, name: str) -> bool:
        """True if the name of a file or folder of theirs names the person, also by one name."""
        composed = unicodedata.normalize("NFC", name)
        by_name = (any(mentions(composed, one)) for one in self.names)
        return self.reason(name, "") is not None or any(by_name)

    def without(self, value: str, key: str) -> str | None:
        """A value of a field without what is the person's; none where nothing else is left."""
        if self.reason(value, key) == ID:
            return self.ids[trimmed(value)]
        if key in self.address_fields:
            return self._without_mailboxes(value)
        left = self._without_spans(value)
        if self.is_in(left, key):
            # in nested JSON or an encoding: the parts cannot be separated
            return self.token
        return left

    def _may_be_id(self, value: str, key: str) -> bool:
        return key in PERSON_ID_FIELDS or is_distinctive(value)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for found in addresses_in(text):
            if found.address in self.addresses:
                yield found.start, found.end
        for one in self.distinctive_ids:
            yield from mentions_of_id(text, one)
        if self.identifying_names:
            # the local part of another address may be made of the same words
            composed = unicodedata.normalize("NFC", masked(text))
            for name in self.identifying_names:
                for start, end in mentions(composed, name):
                    yield (start, end) if len(composed) == len(text) else (0, len(text))

    def _without_spans(self, text: str) -> str:
        kept: list[str] = []
        end = 0
        for start, stop in sorted(set(self._spans(text))):
            if start >= end:
                kept += [text[end:start], self.token]
                end = stop
        return "".join([*kept, text[end:]])

    def _without_mailboxes(self, value: str) -> str | None:
        kept: list[str] = []
        for mailbox in _mailboxes(value):
            if not self._has_address(mailbox):
                kept.append(mailbox)
        left = "".join(kept).strip(", ;\n\t")
        return left if any(addresses_in(left)) else None

    def _has_address(self, value: str) -> bool:
        return any(
            found.address in self.addresses
            for text in (value, *derived(value))
            for found in addresses_in(text)
        )

    def _similar(self, leaf: Leaf) -> Iterator[Similar]:
        if self.reason(leaf.value, leaf.key):
            return
        for found in addresses_in(leaf.value):
            if any(similar_address(found.address, own) for own in self.addresses):
                yield Similar(leaf.path, found.address, "another address")
        value = trimmed(leaf.value)
        if leaf.key in PERSON_ID_FIELDS and any(similar_id(value, own) for own in self.ids):
            yield Similar(leaf.path, value, "another id")
        elif value in self.ids:
            yield Similar(leaf.path, value, "not the id of a person here")
        composed = unicodedata.normalize("NFC", masked(leaf.value))
        for name in sorted(self.names - {*self.identifying_names}):
            if any(mentions(composed, name)):
                why = "a name that others have" if is_full(name) else "one name alone"
                yield Similar(leaf.path, " ".join(name), why)


def _mailboxes(value: str) -> Iterator[str]:
    """The parts of a list of addresses, each with the separator behind it."""
    part = ""
    for piece in _SEPARATOR.split(value):
        part += piece
        # a comma may be within a display name: the part goes on until it has an address
        if "@" in part and _SEPARATOR.fullmatch(piece):
            yield part
            part = ""
    yield part


def _is_one_word(value: str) -> bool:
    return len(value.strip().split()) == 1
