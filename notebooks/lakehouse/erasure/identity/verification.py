"""Checks by keyed hashes that a text no longer has what was erased.

Written independently of the search, so that a fault of one is found by the other: texts are
unescaped and cut by patterns here, not parsed, and compared by their hashes, not by their values.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

ID, TOKEN, ADDRESS, NAME = "id", "id_token", "address", "name"
"""Kinds of fingerprints. A token is an id that is searched for in every field and text."""

_LAYERS = 6
_PERSON_FIELDS = "participant_id|speaker_id|rep_id|account_id"
_OF_PERSON = re.compile(
    rf'"(?:{_PERSON_FIELDS})"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?\w[\w.+-]*))', re.DOTALL
)
_STRING = re.compile(r'(?<!\\)"')
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|["\\/bfnrt])')
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_GAP = r"((?:[ \t\u00a0]|\([^()@]{0,78}\)){0,80})"
_ADDRESS = re.compile(
    r'("(?:[^"\\@]|\\.)+"|(?<![^\s"(),:;<>@\[\]\\])[^\s"(),:;<>@\[\]\\]+)'
    rf'{_GAP}@{_GAP}([^\s"(),:;<>@\[\]\\]+)'
)
_BEFORE_ADDRESS = re.compile(r".*(?:[?&][\w.-]*=|[*/`{|}~]|[^\x00-\x7f\w\u0300-\u036f])", re.DOTALL)
_WRAPPED = re.compile(r"^(['`*_]).*\1$", re.DOTALL)
_NO_TOKEN = re.compile(
    # combining marks and invisible characters, escaped or not, make another id
    r"[^\w@+./:\-\\\u0300-\u036f\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f]+"
)
_MOST_PARTS = 4
"""Parts of a path within a URL that may be one id."""
_AROUND = r"(?:(?![\x1c-\x1f])[\s\u200b\ufeff])+"
_BLANKS = re.compile(rf"^{_AROUND}|{_AROUND}$")
"""White space that silver removes around an id."""

_HASHES: dict[tuple[str, str, str], str] = {}
_MOST_HASHES = 1 << 16


def fingerprint(key: str, kind: str, value: str) -> str:
    """The keyed hash of a value in its normal form."""
    known = _HASHES.get((key, kind, value))
    if known is None:
        if len(_HASHES) >= _MOST_HASHES:
            _HASHES.clear()
        known = _HASHES[key, kind, value] = _hashed(key, kind, value)
    return known


def _hashed(key: str, kind: str, value: str) -> str:
    return hmac.new(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Fingerprints:
    """Keyed hashes of what was erased, as recorded."""

    key: str
    known: frozenset[tuple[str, str]]
    """Kinds and fingerprints; the kind of a name ends with the number of its words."""

    def kinds_in(self, text: str) -> set[str]:
        """The kinds of what a text still has."""
        found: set[str] = set()
        lengths = {int(kind[len(NAME) :]) for kind, _ in self.known if kind.startswith(NAME)}
        for layer in _layers(text):
            found |= self._known(ADDRESS, _addresses(layer))
            found |= self._known(ID, _ids_of_people(layer))
            found |= self._known(TOKEN, _id_tokens(layer))
            for length in lengths:
                found |= self._known(f"{NAME}{length}", _names(layer, length))
        return {kind.rstrip("0123456789") for kind in found}

    def kinds_in_bytes(self, body: bytes) -> set[str]:
        """The same of bytes, in every encoding that they may have."""
        encodings = ["utf-8"]
        if b"\0" in body:
            encodings += ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
        found: set[str] = set()
        for encoding in encodings:
            text = body.decode(encoding, "replace")
            found |= self.kinds_in(text)
            if encoding == "utf-8" and "\ufffd" in text:
                found |= self.kinds_in(body.decode("cp1252", "replace"))
        return found

    def _known(self, kind: str, values: Iterable[str]) -> set[str]:
        is_known = any((kind, fingerprint(self.key, kind, v)) in self.known for v in set(values))
        return {kind} if is_known else set()


def normal_address(local: str, domain: str) -> str:
    """An address in the form that is hashed."""
    if re.fullmatch(r'".+"', local, re.DOTALL):
        local = re.sub(r"\\", "", local[1:-1])
    labels: list[str] = []
    for label in _folded(domain).strip(".").split("."):
        try:
            is_encoded = label.startswith("xn--")
            labels.append(_folded(label[4:].encode().decode("punycode")) if is_encoded else label)
        except UnicodeError:
            labels.append(label)
    return f"{_folded(local)}@{'.'.join(labels)}"


def _layers(text: str) -> Iterator[str]:
    """The text, and what is left of it as one escape after another is undone."""
    seen: list[str] = []
    waiting = [text]
    while waiting and len(seen) < _LAYERS:
        layer = waiting.pop(0)
        if layer in seen:
            continue
        seen.append(layer)
        yield layer
        waiting += [_unescaped(layer), unquote(layer), html.unescape(layer)]


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(
        lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "u" else _CONTROL.get(m[1], m[1]), text
    )
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _addresses(text: str) -> Iterator[str]:
    for local, before, after, rest in _ADDRESS.findall(text):
        domain = re.match(r"[\w.\-\u0300-\u036f]*", rest)
        assert domain is not None
        host = domain[0].rstrip(".-_")
        # `Ann @acme` is no address
        if (before or after) and "." not in host:
            continue
        if not local.startswith('"'):
            if _WRAPPED.match(f"{local}@{rest[: len(host) + 1]}"):
                local = local[1:]
            local = _BEFORE_ADDRESS.sub("", local).lstrip("'.")
        if local and host:
            yield normal_address(local, host)


def _ids_of_people(text: str) -> Iterator[str]:
    for quoted, bare in _OF_PERSON.findall(text):
        yield _BLANKS.sub("", _unescaped(quoted) if quoted else bare)


def _id_tokens(text: str) -> Iterator[str]:
    for segment in _STRING.split(text):
        yield _BLANKS.sub("", _unescaped(segment))
        for token in _NO_TOKEN.split(segment):
            yield token.rstrip(".:")
            if "://" in token:
                parts = token.rstrip(".:").split("/")
                for at in range(len(parts)):
                    for end in range(at + 1, at + 1 + _MOST_PARTS):
                        yield "/".join(parts[at:end])


def _names(text: str, length: int) -> Iterator[str]:
    for segment in _STRING.split(unicodedata.normalize("NFC", _ADDRESS.sub(" 0 ", text))):
        plain = "".join(c if _is_of_word(c) else " " for c in segment)
        found = plain.lower().split()
        for at in range(len(found) - length + 1):
            yield " ".join(found[at : at + length])


def _is_of_word(one: str) -> bool:
    return one.isalnum() or unicodedata.category(one).startswith("M")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
