"""E-mail addresses in text: where they are, and when two spellings are one address.

Two spellings are one address when they are equal after these steps: quotes around the local part
are removed (RFC 5322, 3.4.1), blanks and comments around the `@` are removed (RFC 5322, 4.4),
Unicode is composed (NFC, canonical equivalence), letters are lower case in both parts, and `xn--`
labels of the domain are decoded (RFC 3492). RFC 5321 lets a host distinguish the case of the local
part; mail providers do not. Anything else is another address: a tag after `+`, dots, full-width
letters, and letters of another script that look alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_NOT_IN_LOCAL = frozenset('"(),:;<>@[]\\')
_MARKUP = "*/`{|}~"
"""RFC 5322 allows them in a local part; in prose and URLs they stand before an address."""

_QUERY = re.compile(r".*[?&][\w.-]*=")
"""A URL up to the value of a parameter."""

_GAP_BEFORE = re.compile(r"(?:[ \t\u00a0]|\([^()@]*\))+$")
_GAP_AFTER = re.compile(r"(?:[ \t\u00a0]|\([^()@]*\))+")
"""Blanks and comments around an `@`: only before a domain with a dot. `Ann @acme` is a handle."""
_LONGEST_GAP = 80

_DOMAIN_PUNCTUATION = frozenset(".-_")
_QUOTES = "'`*_"


class Found(NamedTuple):
    """An address within a text."""

    start: int
    end: int
    address: str
    """In canonical form."""


def canonical(text: str) -> str | None:
    """The canonical form of a text that has one address, as a field or a `mailto:` link has it."""
    found = list(addresses_in(text))
    return found[0].address if len(found) == 1 else None


def addresses_in(text: str) -> Iterator[Found]:
    """The addresses in a field or in prose: in lists, with display names, in links, in quotes."""
    for start, stop, after, end in _spans(text):
        local, domain = text[start:stop], text[after:end]
        if not local.startswith('"'):
            if local[:1] in _QUOTES and text[end : end + 1] == local[:1]:
                local = local[1:]
            local = _QUERY.sub("", local)
            local = local[max(local.rfind(one) for one in _MARKUP) + 1 :].lstrip("'.")
        if local and domain:
            yield Found(stop - len(local), end, _canonical(local, domain))


def masked(text: str) -> str:
    """The text, equally long, with a word of no meaning in the place of each address."""
    for start, _, _, end in _spans(text):
        text = f"{text[:start]}{'0' * (end - start)}{text[end:]}"
    return text


def _spans(text: str) -> Iterator[tuple[int, int, int, int]]:
    """The start and the end of both parts of each address, with the longest local part."""
    at = text.find("@")
    while at >= 0:
        before, after = _GAP_BEFORE.search(text, max(0, at - _LONGEST_GAP), at), at + 1
        gap = _GAP_AFTER.match(text, after, after + _LONGEST_GAP)
        stop, after = before.start() if before else at, gap.end() if gap else after
        end = _domain_end(text, after)
        if (before or gap) and "." not in text[after:end]:
            stop, after = at, at + 1
            end = _domain_end(text, after)
        start = _quoted_start(text, stop)
        if start is None:
            start = stop
            while start and _is_local(text[start - 1]):
                start -= 1
        yield start, stop, after, end
        at = text.find("@", at + 1)


def _domain_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and _is_domain(text[end]):
        end += 1
    while end > start and text[end - 1] in _DOMAIN_PUNCTUATION:
        end -= 1
    return end


def _quoted_start(text: str, at: int) -> int | None:
    """Where a quoted local part begins, if there is one before the `@`."""
    if at < 3 or text[at - 1] != '"' or text[at - 2] == "\\":
        return None
    start = text.rfind('"', 0, at - 1)
    return start if start >= 0 and "@" not in text[start:at] else None


def _is_local(one: str) -> bool:
    if one.isascii():
        return one > " " and one != "\x7f" and one not in _NOT_IN_LOCAL
    return unicodedata.category(one)[0] in "LMN"


def _is_domain(one: str) -> bool:
    return one in _DOMAIN_PUNCTUATION or unicodedata.category(one)[0] in "LMN"


def _canonical(local: str, domain: str) -> str:
    if len(local) > 2 and local[0] == local[-1] == '"':
        local = local[1:-1].replace("\\", "")
    labels = (_decoded(label) for label in _lower(domain).split("."))
    return f"{_lower(local)}@{'.'.join(labels)}"


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return _lower(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label
