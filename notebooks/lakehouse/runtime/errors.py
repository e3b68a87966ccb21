"""The kinds of errors, as tables of ops record them."""

from __future__ import annotations


def error_class(error: BaseException) -> str:
    """The kind of an error: Spark's condition where it has one, else the name of its class.

    Never its text, which may quote the data.
    """
    condition = getattr(error, "getCondition", lambda: None)()
    return condition or type(error).__name__
