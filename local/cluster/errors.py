"""Errors as the protocol has them: a condition, the engine's own text, an SQL state."""

import re
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.errors.exceptions.captured import CapturedException

_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)*)\]")
_PLAN = re.compile(r";\n'?[A-Z][A-Za-z]*.*", re.DOTALL)
_SERVER_TRACE = "\n\nJVM stacktrace:"
_SQL_STATE = re.compile(r"SQLSTATE: ([0-9A-Z]{5})")


class ClusterError(Exception):
    """An error whose reply is known."""

    def __init__(
        self,
        error_code: str,
        message: str,
        sql_state: str | None = None,
        trace: str | None = None,
    ) -> None:
        super().__init__(message)
        self.error_code = error_code
        self.message = message
        self.sql_state = sql_state
        self.trace = trace

    def reply(self) -> dict[str, Any]:
        """The `error` member of a reply."""
        reply = {
            "error_code": self.error_code,
            "message": self.message,
            "sql_state": self.sql_state,
        }
        return reply if self.trace is None else {**reply, "trace": self.trace}


def as_cluster_error(error: BaseException) -> ClusterError:
    """The reply for an error that was raised while a request was served."""
    if isinstance(error, ClusterError):
        return error
    message = engine_message(error)
    found = _CONDITION.match(message)
    state = _SQL_STATE.search(message)
    return ClusterError(
        found.group(1).split(".")[0] if found else _code_without_condition(error),
        message,
        state.group(1) if state else None,
    )


def engine_message(error: BaseException) -> str:
    """The real text of an error: Spark's message without the plan that follows it."""
    if isinstance(error, CapturedException):
        text = (error._desc or "").strip()
        cause = error._cause
        # A failed stream or write says only that it failed: what failed stands in its causes.
        while cause is not None:
            inner = (cause._desc or "").strip()
            first_line = inner.splitlines()[0] if inner else ""
            if first_line and first_line not in text:
                text = f"{text}\nCaused by: {inner}"
            cause = cause._cause
        return _PLAN.sub("", text)
    if isinstance(error, Py4JJavaError):
        return _java_message(error.java_exception)
    if isinstance(error, PySparkException):
        # Spark Connect appends the trace of the server
        return _PLAN.sub("", str(error).partition(_SERVER_TRACE)[0])
    return f"{type(error).__name__}: {error}"


def _java_message(throwable: Any) -> str:
    """The text of a Java error without a Python class: its first cause with a condition."""
    cause = throwable
    while cause is not None:
        text = cause.getMessage() or ""
        if _CONDITION.match(text):
            return text.strip()
        cause = cause.getCause()
    return str(throwable.toString()).strip()


def _code_without_condition(error: BaseException) -> str:
    return "BAD_REQUEST" if isinstance(error, (CapturedException, ValueError)) else "INTERNAL_ERROR"
