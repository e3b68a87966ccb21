"""Values of columns: the columns and fields that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class LineageError(Exception):
    """A statement has something whose lineage cannot be computed."""


class How(IntEnum):
    """The way in which a value is made of another; the lowest shows most of it."""

    COPIED = 1
    """The value itself, or a part of it, perhaps of another type."""

    DERIVED = 2
    """A function of the value."""

    MASKED = 3
    """A function of governance that hides personal data."""

    REDUCED = 4
    """A count, a digest or a test for null: the value cannot be read from it."""


@dataclass(frozen=True, order=True)
class Source:
    """A column of a table, or a field of the documents in a column."""

    table: str
    column: str
    field: str = ""


Sources = Mapping[Source, How]


@dataclass(frozen=True)
class Value:
    """The sources of a value. The parts of a struct or an array have separate ones."""

    sources: Sources = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    """Origins other than columns: constant, parameter, clock, rows, model, rules."""

    fields: Mapping[str, Value] | None = None
    element: Value | None = None

    def every(self) -> Value:
        """The value as one, its parts not told apart."""
        parts = [*(self.fields or {}).values(), *([self.element] if self.element else [])]
        return merged([Value(self.sources, self.made), *(part.every() for part in parts)])

    def by(self, how: How) -> Value:
        """The value that a function makes of this one."""
        whole = self.every()
        return Value({s: max(how, was) for s, was in whole.sources.items()}, whole.made)

    def part(self, name: str) -> Value:
        """A field of a struct, or of the structs of an array."""
        if self.fields is not None:
            for known, value in self.fields.items():
                if known.lower() == name.lower():
                    return value
            raise LineageError(f"field: unknown, got {name}. Known: {', '.join(self.fields)}")
        if self.element is not None:
            return Value(element=self.element.part(name))
        # of an opaque value, such as a variant, each part is of all its sources
        return Value(self.sources, self.made)


def made(*origins: str) -> Value:
    """A value that is made of no column."""
    return Value(made=frozenset(origins))


def merged(values: Iterable[Value]) -> Value:
    """The value that is one of several: each with the way that shows most."""
    sources: dict[Source, How] = {}
    origins: frozenset[str] = frozenset()
    given = list(values)
    for value in given:
        origins |= value.made
        for source, how in value.sources.items():
            sources[source] = min(how, sources.get(source, how))
    shaped = [value for value in given if value.fields is not None or value.element is not None]
    if not shaped:
        return Value(sources, origins)
    if any(value.fields is not None for value in shaped):
        names = {name: None for value in shaped for name in (value.fields or {})}
        return Value(
            sources,
            origins,
            fields={
                name: merged(v.fields[name] for v in shaped if v.fields and name in v.fields)
                for name in names
            },
        )
    elements = [value.element for value in shaped if value.element is not None]
    return Value(sources, origins, element=merged(elements))
