"""The values of a document, decoded as far as it decodes: JSON, broken JSON, JSON within text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

_DEEPEST = 8
_MOST_DERIVED = 12
_UTF_16, _UTF_32 = ("utf-16-le", "utf-16-be"), ("utf-32-le", "utf-32-be")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?', re.DOTALL)
_BARE = re.compile(r"\s*:?\s*(-?\w[\w.+-]*)")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&#?\w+;")
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")


class Leaf(NamedTuple):
    """A value of a document: text, or a number as it is written."""

    path: str
    key: str
    """The name of the innermost field."""
    value: str


class Pairs(list[tuple[str, Any]]):
    """A JSON object with all of its members, also those that share a name."""


def text_of(body: bytes) -> list[str]:
    """The texts that a body may stand for: UTF-8, and what else fits where it is not UTF-8."""
    try:
        texts = [body.decode("utf-8")]
    except UnicodeDecodeError:
        texts = [body.decode(encoding, "replace") for encoding in ("utf-8", "cp1252", *_UTF_16)]
    if b"\0" in body:
        texts += [body.decode(encoding, "replace") for encoding in (*_UTF_16, *_UTF_32)]
        texts.append(texts[0].replace("\0", ""))
    return list(dict.fromkeys(text.removeprefix("\ufeff") for text in texts))


def parsed(text: str) -> Any:
    """A JSON text with numbers as they are written, and objects as `Pairs`.

    Raises `ValueError` where it is not JSON.
    """
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_int=str, parse_float=str)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def leaves(text: str, path: str = "", key: str = "", depth: int = 0) -> Iterator[Leaf]:
    """The values of a document, and the names of its fields, each with its path."""
    if depth == 0 or _may_be_json(text):
        try:
            value = parsed(text)
        except ValueError:
            if depth == 0 or text.lstrip()[:1] in "{[":
                yield from _literals(text, path, key, depth)
        else:
            if isinstance(value, Pairs | list) or (isinstance(value, str) and depth < _DEEPEST):
                yield from _below(value, path, key, depth + 1)
                return
    if depth or not _may_be_json(text):
        yield Leaf(path, key, text)


def derived(text: str) -> Iterator[str]:
    """Other texts that a value stands for: without percent encoding, entities and escapes of JSON.

    Each is undone within the others, as often as it was done.
    """
    found = [text]
    for one in found:
        if _PERCENT.search(one):
            found.append(unquote(one))
        if _ENTITY.search(one):
            found.append(html.unescape(one))
        if "\\u" in one:
            found.append(unescaped(one))
        found[:] = dict.fromkeys(found[:_MOST_DERIVED])
    yield from found[1:]


def unescaped(text: str) -> str:
    """A piece of JSON without its escapes, also where it is cut in the middle of one."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        plain = _UNICODE_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return plain.replace("\\/", "/").replace('\\"', '"')


def _below(value: Any, path: str, key: str, depth: int) -> Iterator[Leaf]:
    if isinstance(value, Pairs):
        for name, inner in value:
            yield Leaf(f"{path}.{name} (name)".lstrip("."), "", name)
            yield from _below(inner, f"{path}.{name}".lstrip("."), name, depth)
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[Any]", value)):
            yield from _below(inner, f"{path}[{number}]", key, depth)
    elif isinstance(value, str) and depth <= _DEEPEST:
        yield from leaves(value, path, key, depth)
    elif isinstance(value, str):
        yield Leaf(path, key, value)


def _may_be_json(text: str) -> bool:
    stripped = text.strip()
    return stripped[:1] in ("{", "[", '"') and len(stripped) > 1


def _literals(text: str, path: str, key: str, depth: int) -> Iterator[Leaf]:
    """The readable parts of broken JSON: its string literals, each with the name before it."""
    name, end = key, 0
    for found in _LITERAL.finditer(text):
        yield from _bare(text[end : found.start()], path, name)
        end = found.end()
        value = unescaped(found[1])
        if found[2]:
            name = value
            yield Leaf(f"{path} (broken)".strip(), "", value)
        else:
            inner = f"{path}.{name} (broken)".lstrip(".")
            if depth < _DEEPEST:
                yield from leaves(value, inner, name, depth + 1)
            else:
                yield Leaf(inner, name, value)
    yield from _bare(text[end:], path, name)
    # where quotes are missing, values are between the literals
    yield Leaf(f"{path} (broken)".strip(), "", unescaped(text))


def _bare(between: str, path: str, name: str) -> Iterator[Leaf]:
    found = _BARE.match(between)
    if found and name:
        yield Leaf(f"{path}.{name} (broken)".lstrip("."), name, found[1])
