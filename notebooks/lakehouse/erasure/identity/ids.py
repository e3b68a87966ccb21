"""Ids of people: the fields that have them, white space around them, and mentions in text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

PERSON_ID_FIELDS = frozenset({"participant_id", "speaker_id", "rep_id", "account_id"})
"""The fields whose ids are of people; ids of calls and deals may be the same numbers."""

_ID_CHARACTER = re.compile(r"[\w@+./:-]")
_WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""White space that silver removes around an id (contracts/readings.ts); not that of str.strip()."""


def trimmed(one: str) -> str:
    """An id as silver has it."""
    return one.strip(_WHITE_SPACE)


def is_distinctive(one: str) -> bool:
    """True if an id is no word or number that may stand for something else."""
    return len(one) >= 5 and bool(re.search(r"[^\W\d_]", one) and re.search(r"[\d_@./:-]", one))


def mentions_of_id(text: str, one: str) -> Iterator[tuple[int, int]]:
    """Where a text has an id that no character of an id precedes or follows; in URLs, as a part."""
    at = text.find(one)
    while at >= 0:
        end = at + len(one)
        # a sentence may end behind it
        after = text[end : end + 2].rstrip(".,:;") if text[end : end + 1] in ".:" else text[end:]
        before = text[at - 1] if at else ""
        separator = "/" if "://" in text[:at].rpartition(" ")[2] else None
        if all(side == separator or not _is_of_id(side) for side in (before, after[:1])):
            yield at, end
        at = text.find(one, at + 1)


def _is_of_id(one: str) -> bool:
    """True if a character would make an id another one, also one that cannot be seen."""
    if not one or one in _WHITE_SPACE:
        return False
    is_joined = unicodedata.category(one) in ("Mn", "Mc", "Me", "Cf")
    return is_joined or bool(_ID_CHARACTER.match(one))
