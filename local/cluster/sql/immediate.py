"""EXECUTE IMMEDIATE: its text is worked out first, then it is a statement like every other."""

from __future__ import annotations

import re
from typing import Any

from cluster.errors import ClusterError
from cluster.sql.platform_sql import without_comments

_EXECUTE_IMMEDIATE = re.compile(r"execute\s+immediate\b(.*)", re.IGNORECASE | re.DOTALL)


def query_of(statement: str) -> str | None:
    """The query whose one value is the text to run; nothing for any other statement."""
    found = _EXECUTE_IMMEDIATE.fullmatch(without_comments(statement))
    # on a separate line: the text may end with a comment
    return found and f"select (\n{found[1]}\n) as statement"


def text_of(result: dict[str, Any]) -> str:
    """The text to run, from the result of the query."""
    text = result["rows"][0][0]
    if text is None:
        raise ClusterError(
            "NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
            "[NULL_QUERY_STRING_EXECUTE_IMMEDIATE] Execute immediate requires a non-null variable"
            " as the query string, but the provided variable is null. SQLSTATE: 22004",
            "22004",
        )
    return text
