"""Statements of the platform that open-source Spark does not parse, and what stands for them here.

A row is a pattern and the statement that Spark is given instead, or the error. Spark parses
everything else itself.
"""

import re
from collections.abc import Callable, Collection, Mapping

from cluster.errors import ClusterError
from cluster.sql.catalog_names import CATALOG

_NAME = r"(?P<name>`[^`]+`|\"[^\"]+\"|'[^']+'|\w+)"
_IDENTIFIER = r"IDENTIFIER\s*\(\s*(?::(?P<parameter>\w+)|(?P<literal>'[^']+'))\s*\)"

Parameters = Mapping[str, str | None]


def require_catalog(name: str, names: Collection[str] = ()) -> None:
    """Refuse a catalog other than the only one, which has further `names`."""
    if name.lower() != CATALOG and name.lower() not in names:
        raise ClusterError(
            "NO_SUCH_CATALOG_EXCEPTION",
            f"[NO_SUCH_CATALOG_EXCEPTION] Catalog '{name}' was not found:"
            f" the local workspace has only {CATALOG}. SQLSTATE: 42704",
            "42704",
        )


def _use_catalog(found: re.Match[str], parameters: Parameters, names: Collection[str]) -> str:
    if found["parameter"]:
        name = parameters.get(found["parameter"])
        if name is None:
            raise ClusterError(
                "UNBOUND_SQL_PARAMETER",
                f"[UNBOUND_SQL_PARAMETER] Found the unbound parameter: {found['parameter']}."
                " SQLSTATE: 42P02",
                "42P02",
            )
    else:
        name = found["name"] or found["literal"]
    require_catalog(name.strip("`\"'"), names)
    return f"USE {CATALOG}"


_TABLE: list[
    tuple[re.Pattern[str], Callable[[re.Match[str], Parameters, Collection[str]], str]]
] = [
    (
        re.compile(rf"(?:USE|SET)\s+CATALOG\s+(?:{_IDENTIFIER}|{_NAME})", re.IGNORECASE),
        _use_catalog,
    ),
]

_COMMENTS = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)


def without_comments(statement: str) -> str:
    """The statement from its first word on, without a last `;`."""
    begin = _COMMENTS.match(statement)
    return statement[begin.end() if begin else 0 :].strip().rstrip(";").rstrip()


def for_spark(statement: str, parameters: Parameters, names: Collection[str] = ()) -> str:
    """The statement that Spark is to run for a statement of the platform."""
    text = without_comments(statement)
    for pattern, stand_in in _TABLE:
        found = pattern.fullmatch(text)
        if found:
            return stand_in(found, parameters, names)
    return statement
