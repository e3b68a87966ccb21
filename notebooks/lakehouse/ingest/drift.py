"""Fields of a landed document that do not fit the shape that its feed declares.

Plain Python without Spark: it runs where the payload is read, once for each document.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias, cast

Shape: TypeAlias = "str | list[Shape] | dict[str, Shape] | None"
"""A struct as a dictionary of shapes, an array as a list of one, a scalar as its type's name."""

ANY = "any"
"""The shape of a value that may be anything."""

FILE_PATH = "_file_path"
DEEPEST = 1000

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, as cutting a text in JavaScript leaves it: no text in UTF-8."""


def rescued(payload: bytes | None, file_path: str, shape: Shape) -> str | None:
    """The drift of a document as Auto Loader has it: JSON by path, and the file; None when clean.

    A body that is no JSON object has no fields to rescue: it lands, and silver says what is wrong.
    """
    # Silver's parser goes a thousand levels deep, and what is deeper is malformed to it.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3 * DEEPEST))
    try:
        document = json.loads(payload or b"", parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    found = dict(drifts(document, shape, ""))
    if not found:
        return None
    text = json.dumps(found | {FILE_PATH: file_path}, ensure_ascii=False)
    # half of a character has no UTF-8: it stays the escape that it was sent as
    return text.encode("utf-8", "backslashreplace").decode()


def drifts(value: Any, shape: Shape, path: str) -> Iterator[tuple[str, Any]]:
    """Path and value of each unknown field, and of each value that is not of the declared type."""
    if value is None:
        return
    if isinstance(shape, dict):
        if isinstance(value, dict):
            document = cast("dict[str, Any]", value)
            yield from _struct_drifts(document, shape, f"{path}." if path else "")
        else:
            yield path, value
    elif isinstance(shape, list):
        if isinstance(value, list):
            for index, element in enumerate(cast("list[Any]", value)):
                yield from drifts(element, shape[0], f"{path}[{index}]")
        else:
            yield path, value
    elif shape is None or not fits(value, shape):
        yield path, value


def _struct_drifts(value: dict[str, Any], shape: dict[str, Shape], prefix: str) -> Iterator[Any]:
    for name, field in value.items():
        declared = shape.get(name)
        if declared is None:
            yield prefix + name, field
        elif isinstance(declared, str):
            # Most fields end here: without the call and the path that a descent would cost.
            if field is not None and not fits(field, declared):
                yield prefix + name, field
        else:
            yield from drifts(field, declared, prefix + name)


def rescued_paths(rescued_data: str, shape: Shape) -> list[str]:
    """The paths of what Auto Loader's reader of JSON rescued, which keeps the nesting of fields.

    A path ends at a field that the shape does not know, or at a value that is not of its type.
    """
    document = json.loads(rescued_data)
    document.pop(FILE_PATH, None)
    return list(dict(drifts(document, _containers(shape), "")))


def _containers(shape: Shape) -> Shape:
    """The shape without its scalars, so that each of them is a drift."""
    if isinstance(shape, dict):
        return {name: _containers(inner) for name, inner in shape.items() if _has_fields(inner)}
    if isinstance(shape, list):
        return [_containers(shape[0])]
    return None


def _has_fields(shape: Shape) -> bool:
    return isinstance(shape, (dict, list))


def fits(value: Any, declared: str) -> bool:
    """True if a JSON value, not null, can be read as the declared scalar type without loss.

    Any scalar fits STRING, which keeps its text, and VARIANT, which keeps its kind.
    """
    if declared == ANY:
        return True
    kind = value.__class__
    if kind is str:
        if declared in ("string", "variant", "binary"):
            return value.isascii() or not _HALF_CHARACTER.search(value)
        return declared in ("timestamp", "date") and _is_moment(value)
    if kind is dict or kind is list:
        return False
    if declared in ("string", "variant"):
        return True
    if kind is bool:
        return declared == "boolean"
    if declared == "double" or declared.startswith("decimal"):
        return True
    bits = {"integer": 31, "long": 63}.get(declared)
    return bits is not None and kind is int and -(2**bits) <= value < 2**bits


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
