"""The kinds of errors, as tables of ops record them, and errors that another process reports."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pyspark.errors import PySparkException

Description = dict[str, str | None]
"""An error as JSON: the module and name of its class, its condition and its text."""


class ReportedError(Exception):
    """An error of another process whose class cannot be created here."""


def error_class(error: BaseException) -> str:
    """The kind of an error: Spark's condition where it has one, else the name of its class.

    Never its text, which may quote the data.
    """
    return _condition(error) or type(error).__name__


def described(error: BaseException) -> Description:
    """The description of an error, for a process that restores it."""
    kind = type(error)
    return {
        "module": kind.__module__,
        "name": kind.__qualname__,
        "condition": _condition(error),
        "message": str(error),
    }


def restored(description: Description) -> Exception:
    """The error of a description: with the same text, and the same condition or class."""
    message = description["message"] or ""
    if condition := description["condition"]:
        # the class writes the condition before the text
        text = message.removeprefix(f"[{condition}] ")
        return PySparkException(message=text, errorClass=condition)
    try:
        kind: Any = getattr(import_module(str(description["module"])), str(description["name"]))
        error = kind(message)
    except Exception:
        error = None
    if isinstance(error, Exception):
        return error
    return ReportedError(f"{description['name']}: {message}")


def _condition(error: BaseException) -> str | None:
    return getattr(error, "getCondition", lambda: None)()
