"""JSON with exact numbers, where each object has a name once."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeAlias, TypeGuard

from .problems import Invalid

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"
"""A value of a document. A number of a vendor is a `Number`, which is a text of its digits."""


class Number(str):
    """A number as it is written: no digit is rounded."""

    __slots__ = ()


def is_text(value: Json) -> TypeGuard[str]:
    """True for a text that is no number."""
    return isinstance(value, str) and not isinstance(value, Number)


class _Repeating(dict[str, Any]):
    """An object that has a name more than once."""

    repeated = ""


def parsed(text: str) -> Json:
    """The value of a JSON text.

    Raises `Invalid`: `well_formed` where it is not JSON, `keys_unique` where a name is repeated.
    """
    repeating: list[_Repeating] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        names: set[str] = set()
        marked = _Repeating(found)
        for name, _ in pairs:
            if name in names:
                marked.repeated = name
                break
            names.add(name)
        repeating.append(marked)
        return marked

    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=object_of,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise Invalid("well_formed", "", "nested too deeply") from None
    except ValueError as error:
        raise Invalid("well_formed", "", str(error)) from None
    if repeating:
        raise Invalid("keys_unique", _path_of(value), repeating[0].repeated)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"not JSON: {name}")


def _path_of(root: Json) -> str:
    """The path of the first name that an object repeats."""
    waiting: list[tuple[str, Json]] = [("", root)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Repeating):
            return f"{path}.{value.repeated}".lstrip(".")
        if isinstance(value, dict):
            waiting += [(f"{path}.{name}".lstrip("."), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{at}]", inner) for at, inner in enumerate(value)]
    return ""
