"""The SQL parser's dialect: Databricks', with every function call under its written name."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects.databricks import Databricks
from sqlglot.parsers.databricks import DatabricksParser


class CalledByName(Databricks):
    """Keeps function names: which function is called decides what its caller must be granted.

    The parser otherwise turns a call into what it knows the function to mean, under any name.
    """

    class Parser(DatabricksParser):
        """Parses only calls specially whose arguments have a separate grammar."""

        FUNCTIONS: dict = {}
        # or `array(...)[0]` loses what is within the parenthesis
        ARRAY_CONSTRUCTORS: dict = {}
        FUNCTION_PARSERS = {
            name: DatabricksParser.FUNCTION_PARSERS[name]
            for name in ("CAST", "EXTRACT", "OVERLAY", "POSITION", "SUBSTRING", "TRIM", "TRY_CAST")
        }
        NO_PAREN_FUNCTION_PARSERS = {
            "CASE": DatabricksParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
        }

        def _warn_unsupported(self) -> None:
            """Refuse what would be taken for an opaque command, instead of logging its text."""
            self.raise_error("no syntax of a query")


def parse(text: str) -> exp.Expression:
    """One statement of normalised text; see `parser_text`."""
    statements = CalledByName().parse(text)
    if len(statements) != 1 or statements[0] is None:
        raise ValueError(f"{len(statements)} statements")
    return statements[0]
