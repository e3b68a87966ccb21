"""The error for a statement that the access check does not understand, or does not allow at all."""

from __future__ import annotations

SQL_STATES = {
    "INVALID_IDENTIFIER": "42602",
    "INVALID_PARAMETER_VALUE": "22023",
    "NOT_A_CONSTANT_STRING": "42601",
    "PARSE_SYNTAX_ERROR": "42601",
    "UNBOUND_SQL_PARAMETER": "42P02",
    "UNSUPPORTED_FEATURE": "0A000",
}
"""The SQL state of each condition that a statement is refused with."""


TAGS_BY_REST = "Tags by SQL are refused: assign them by the API of entity tag assignments"


class StatementRefused(Exception):
    """A statement may not run with any grant of its caller.

    `error_code` is a Databricks error condition; `message` names what was refused, and why.
    """

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(f"[{error_code}] {message}")
        self.error_code = error_code
        self.message = message


def syntax_error(message: str) -> StatementRefused:
    """The text is no statement, or none that can be read in one way only."""
    return StatementRefused("PARSE_SYNTAX_ERROR", message)


def not_supported(message: str) -> StatementRefused:
    """The statement is understood, and not allowed on a SQL warehouse of this workspace."""
    return StatementRefused("UNSUPPORTED_FEATURE", message)


def not_constant(message: str) -> StatementRefused:
    """A name or a path has to be known before the statement runs, and is not."""
    return StatementRefused("NOT_A_CONSTANT_STRING", message)
