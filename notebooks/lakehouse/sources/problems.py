"""Problems of a document: a violated rule, the path of the field and its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")

MOST_PROBLEMS = 20
LONGEST_VALUE = 200


class Problem(NamedTuple):
    """A violated rule."""

    rule: str
    field: str
    value: str | None


class Invalid(Exception):
    """A value that violates a rule."""

    def __init__(self, rule: str, field: str, value: object = None) -> None:
        super().__init__(f"{field}: violates {rule}")
        self.problem = Problem(rule, field, shown(value))


class Problems(list[Problem]):
    """The problems of a document, in the order in which it is read."""

    def caught(self, read: Callable[[], _T]) -> _T | None:
        """The value, or None and one more problem."""
        try:
            return read()
        except Invalid as invalid:
            if len(self) < MOST_PROBLEMS:
                self.append(invalid.problem)
            return None


def shown(value: object) -> str | None:
    """A value as a report shows it: no longer than 200 characters, and without half characters."""
    if value is None:
        return None
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value)[:LONGEST_VALUE]
    return text.encode("utf-8", "backslashreplace").decode()
