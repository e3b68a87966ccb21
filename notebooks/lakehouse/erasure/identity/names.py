"""Names in text, by whole words: composed Unicode, lower case, any other character between."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

Words = tuple[str, ...]

_SHORTEST_FULL_NAME = 5
_MOST_WORDS = 6


def words(text: str) -> Words:
    """The words of a text."""
    return tuple(word for word, _, _ in _spans(unicodedata.normalize("NFC", text)))


def is_full(name: Words) -> bool:
    """True if a name may identify a person by itself: a first name alone is shared by many."""
    return 2 <= len(name) <= _MOST_WORDS and sum(map(len, name)) >= _SHORTEST_FULL_NAME


def mentions(text: str, name: Words) -> Iterator[tuple[int, int]]:
    """Where a text, which has to be in NFC, has the name as whole words."""
    lower = text.lower()
    # most texts have none of the words: they need not be cut
    if not name or not all(word in lower for word in name):
        return
    found = list(_spans(text))
    for at in range(len(found) - len(name) + 1):
        if all(found[at + step][0] == word for step, word in enumerate(name)):
            yield found[at][1], found[at + len(name) - 1][2]


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    start = -1
    for at, one in enumerate(text):
        is_word = one.isalnum() or unicodedata.category(one)[0] == "M"
        if is_word and start < 0:
            start = at
        elif not is_word and start >= 0:
            yield text[start:at].lower(), start, at
            start = -1
    if start >= 0:
        yield text[start:].lower(), start, len(text)
