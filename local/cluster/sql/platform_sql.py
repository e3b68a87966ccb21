"""Statements of the platform that open-source Spark does not parse, and what stands for them here.

A row is a pattern and the statement that Spark is given instead, or the error. Spark parses
everything else itself.
"""

import re
from collections.abc import Callable, Mapping

from cluster.errors import ClusterError
from cluster.sql.catalog_names import CatalogNames

_NAME = r"(?P<name>`[^`]+`|\"[^\"]+\"|'[^']+'|\w+)"
_IDENTIFIER = r"IDENTIFIER\s*\(\s*(?::(?P<parameter>\w+)|(?P<literal>'[^']+'))\s*\)"

Parameters = Mapping[str, str | None]


def require_catalog(name: str, names: CatalogNames) -> None:
    """Refuse a catalog that is not of the workspace."""
    if names.session_schema(name, "") is None:
        raise ClusterError(
            "NO_SUCH_CATALOG_EXCEPTION",
            f"[NO_SUCH_CATALOG_EXCEPTION] Catalog '{name}' was not found: the local workspace has"
            f" only {', '.join([names.own, *sorted(names.separate)])}. SQLSTATE: 42704",
            "42704",
        )


def _use_catalog(found: re.Match[str], parameters: Parameters, names: CatalogNames) -> str:
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
    bare = name.strip("`\"'")
    require_catalog(bare, names)
    return f"USE {names.canonical(bare)}"


_TABLE: list[tuple[re.Pattern[str], Callable[[re.Match[str], Parameters, CatalogNames], str]]] = [
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


def for_spark(statement: str, parameters: Parameters, names: CatalogNames) -> str:
    """The statement that Spark is to run for a statement of the platform."""
    text = without_comments(statement)
    for pattern, stand_in in _TABLE:
        found = pattern.fullmatch(text)
        if found:
            return stand_in(found, parameters, names)
    return statement
