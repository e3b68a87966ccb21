"""Paths of a declaration, such as `call.parties[*].name`, in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .exact_json import Json
from .problems import Invalid

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\*|[0-9]+)\]")
EACH = -1
"""The step `[*]`: each element of a list."""


class Found(NamedTuple):
    """A value with its place. An absent value and a null are None."""

    path: str
    value: Json
    positions: tuple[int, ...] = ()
    """The position in each list that `[*]` has passed."""


Steps = tuple[str | int, ...]

# Plain dictionaries: a function with `lru_cache` travels with a query by its name only, and an
# executor need not have this package. The paths are those of the declarations.
_steps: dict[str, Steps] = {}
_splits: dict[str, tuple[str, str]] = {}
_templates: dict[str, tuple[Steps, str, int]] = {}


def steps_of(path: str) -> Steps:
    """The steps of a path: names, positions, and `EACH`."""
    found = _steps.get(path)
    if found is None:
        found = _steps[path] = tuple(
            step[1] or (EACH if step[2] == "*" else int(step[2])) for step in _STEP.finditer(path)
        )
    return found


def _split(path: str) -> tuple[str, str]:
    found = _splits.get(path)
    if found is None:
        name, _, rest = path.partition(".")
        found = _splits[path] = (name, rest)
    return found


class Call(dict[str, Found]):
    """The parts of a call, by name. A path begins with the name of a part."""

    def at(self, path: str, positions: Sequence[int] = ()) -> Found:
        """The value at a path, where `positions` replace the `[*]` in their order."""
        root, rest = self._root(path)
        return at(root, rest, positions)

    def each(self, path: str, is_required: bool = False) -> Iterator[Found]:
        """The values at a path, for each element of the lists on the way."""
        root, rest = self._root(path)
        return each(root, rest, is_required)

    def _root(self, path: str) -> tuple[Found, str]:
        name, rest = _split(path)
        return self.get(name, Found(name, None)), rest


def at(root: Found, path: str, positions: Sequence[int] = ()) -> Found:
    """The value at a path below `root`, where `positions` replace the `[*]` in their order.

    Raises `Invalid` where a value on the way is neither an object nor absent.
    """
    if not path:
        return root
    steps, template, stars = _compiled(path)
    value, star = root.value, 0
    for step in steps:
        if value is None:
            break
        if isinstance(step, str):
            if not isinstance(value, dict):
                return _at_slowly(root, steps, positions)
            value = value.get(step)
            continue
        if step == EACH:
            step, star = positions[star], star + 1
        if not isinstance(value, list):
            return _at_slowly(root, steps, positions)
        value = value[step] if step < len(value) else None
    place = template % tuple(positions[:stars]) if stars else template
    return Found(f"{root.path}.{place}" if root.path else place, value, root.positions)


def _compiled(path: str) -> tuple[Steps, str, int]:
    """The steps of a path, the path with `%d` for each `[*]`, and the number of those."""
    found = _templates.get(path)
    if found is None:
        place = path.replace("[*]", "[%d]")
        found = _templates[path] = (steps_of(path), place, path.count("[*]"))
    return found


def _at_slowly(root: Found, steps: Steps, positions: Sequence[int]) -> Found:
    """The same with the path of each step, to name the value that is neither object nor list."""
    found, star = root, 0
    for step in steps:
        if step == EACH:
            step, star = positions[star], star + 1
        found = _below(found, step)
    return found


def each(root: Found, path: str, is_required: bool = False) -> Iterator[Found]:
    """The values at a path below `root`, for each element of the lists on the way.

    With `is_required` each list exists. An empty one has no elements.
    """
    yield from _each(root, steps_of(path), is_required)


def _each(root: Found, steps: Steps, is_required: bool) -> Iterator[Found]:
    if not steps:
        yield root
        return
    first, rest = steps[0], steps[1:]
    if first != EACH:
        yield from _each(_below(root, first), rest, is_required)
        return
    if is_required and root.value is None:
        raise Invalid("list_present", root.path)
    for position, element in enumerate(list_of(root)):
        found = Found(f"{root.path}[{position}]", element, (*root.positions, position))
        yield from _each(found, rest, is_required)


def list_of(found: Found) -> list[Json]:
    """The elements of a list; none where it is absent."""
    if found.value is None:
        return []
    if not isinstance(found.value, list):
        raise Invalid("list_valid", found.path, found.value)
    return found.value


def _below(found: Found, step: str | int) -> Found:
    if isinstance(step, int):
        elements = list_of(found)
        value = elements[step] if step < len(elements) else None
        return Found(f"{found.path}[{step}]", value, found.positions)
    path = f"{found.path}.{step}".lstrip(".")
    if found.value is None:
        return Found(path, None, found.positions)
    if not isinstance(found.value, dict):
        raise Invalid("object_valid", found.path, found.value)
    return Found(path, found.value.get(step), found.positions)
