"""The functions and views of governance: which are declared, and how each is defined now."""

from __future__ import annotations

import re

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from lakehouse.runtime import sql

FILES = (
    "governance/create_group_functions.sql",
    "governance/create_mask_functions.sql",
    "governance/create_call_access.sql",
    "gold/conversation_details.sql",
    "gold/conversation_signal_details.sql",
    "gold/signal_lineage.sql",
    "gold/column_lineage.sql",
)
"""The files that define them, in the order in which the governance job runs them."""

_DEFINITION = re.compile(r"\bcreate or replace (function|view) ([\w.]+)")
_ABSENT = re.compile(r"_NOT_FOUND|UNRESOLVED_ROUTINE|ROUTINE_NOT_FOUND|NoSuchFunction")
# what a description says of itself, and not of the function or view
_PASSING = re.compile(
    r"^(Owner|Create Time|Configs|Deterministic|Data Access|Type):|transient_lastDdlTime"
)
_LABEL = re.compile(r"^[A-Z][\w ]*:")


def declared() -> list[tuple[str, str]]:
    """Kind and two-part name of each function and view, in the order of their definition."""
    return [found for name in FILES for found in _DEFINITION.findall(sql.read(name))]


def definitions(spark: SparkSession) -> dict[str, str | None]:
    """The current definition of each object by its name; None if the object does not exist."""
    return {name: _definition(spark, kind, name) for kind, name in declared()}


def _definition(spark: SparkSession, kind: str, name: str) -> str | None:
    try:
        if kind == "view":
            rows = sql.run(spark, "governance/show_view.sql", view_name=name).collect()
            lines = rows[0][0].splitlines()
            return "\n".join(line for line in lines if not _PASSING.search(line))
        rows = sql.run(spark, "governance/describe_function.sql", function_name=name).collect()
        return lasting("\n".join(row[0] for row in rows))
    except AnalysisException as error:
        if _ABSENT.search(str(error)):
            return None
        raise


def lasting(description: str) -> str:
    """Of a function's description what tells the function: not when and by whom it was made."""
    head, body_label, body = description.partition("\nBody:")
    kept: list[str] = []
    passing = False
    for line in head.splitlines():
        if _LABEL.match(line):
            passing = bool(_PASSING.match(line))
        if not passing:
            kept.append(line)
    return "\n".join(kept) + body_label + body
