"""Which words of a query go to the SQL parser as keywords. All others go to it as quoted names.

Spark takes a word for a keyword only where its grammar asks for one, and other parsers know other
keywords, so that the fewer words both may take for structure, the fewer readings there are. A
keyword of Spark's that is missing here makes a statement unreadable, never readable otherwise.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cluster.access.lexer import Token, TokenKind
from cluster.access.words import listed_words, words

_LIST = Path(__file__).with_name("spark_keywords.txt")

# structure, wherever it stands
_ALWAYS = words(
    "ALL AND ANTI ANY AS ASC BETWEEN BY CASE COLLATE CROSS CUBE CURRENT_DATE "
    "CURRENT_TIMESTAMP CURRENT_USER DESC DISTINCT DISTRIBUTE DIV ELSE END ESCAPE EXCEPT "
    "EXISTS FALSE FOR FROM FULL GROUP GROUPING HAVING ILIKE IN INNER INTERSECT INTERVAL "
    "INTO IS JOIN LATERAL LEFT LIKE LIMIT MINUS NATURAL NOT NULL NULLS OFFSET ON OR ORDER "
    "OUTER OVER PARTITION QUALIFY RECURSIVE REGEXP RIGHT RLIKE ROLLUP SELECT SEMI SETS SOME "
    "TABLESAMPLE THEN TRUE UNION USING VALUES WHEN WHERE WINDOW WITH"
)
_MERGE = words("DELETE INSERT MATCHED MERGE SET SOURCE TARGET UPDATE")
# structure before these words only, and names elsewhere
_BEFORE: dict[str, frozenset[str]] = {
    "CLUSTER": frozenset(("BY",)),
    "SORT": frozenset(("BY",)),
    "CURRENT": frozenset(("ROW",)),
    "IGNORE": frozenset(("NULLS",)),
    "INCLUDE": frozenset(("NULLS",)),
    "EXCLUDE": frozenset(("NULLS",)),
    "RESPECT": frozenset(("NULLS",)),
    "VERSION": frozenset(("AS",)),
    "SYSTEM_VERSION": frozenset(("AS",)),
    "TIMESTAMP": frozenset(("AS",)),
    "SYSTEM_TIME": frozenset(("AS",)),
    "UNPIVOT": frozenset(("INCLUDE", "EXCLUDE")),
    "WITHIN": frozenset(("GROUP",)),
    "RANGE": frozenset(("BETWEEN", "UNBOUNDED", "CURRENT", "INTERVAL")),
    "ROWS": frozenset(("BETWEEN", "UNBOUNDED", "CURRENT")),
}
# structure after these words only
_AFTER: dict[str, frozenset[str]] = {
    "FIRST": frozenset(("NULLS",)),
    "LAST": frozenset(("NULLS",)),
    "ROW": frozenset(("CURRENT",)),
    "OF": frozenset(("AS",)),
    "UNBOUNDED": frozenset(("BETWEEN", "AND", "RANGE", "ROWS")),
    "VIEW": frozenset(("LATERAL",)),
    "NAME": frozenset(("BY",)),
}
# functions whose arguments have a separate grammar
_SPECIAL_FUNCTIONS = words("CAST EXTRACT OVERLAY POSITION SUBSTRING TRIM TRY_CAST")
_IN_SPECIAL_FUNCTIONS = words("BOTH LEADING TRAILING PLACING")
_ROW_COUNTS = frozenset(("PRECEDING", "FOLLOWING", "ROWS", "PERCENT"))
_UNITS = words(
    """
    MICROSECOND MILLISECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR
    """
)
_TYPES = words(
    """
    ARRAY BIGINT BINARY BOOLEAN BYTE CHAR CHARACTER DATE DEC DECIMAL DOUBLE FLOAT INT
    INTEGER LONG MAP NUMERIC REAL SHORT SMALLINT STRING STRUCT TIME TIMESTAMP TIMESTAMP_LTZ
    TIMESTAMP_NTZ TINYINT VARCHAR VARIANT VOID
    """
)


# what no relation, no column and no expression begins with
_NO_BEGINNINGS = _ALWAYS - words(
    """
    ALL ANY CASE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_USER DISTINCT EXISTS FALSE GROUPING
    INTERVAL LATERAL NOT NULL SELECT SOME TRUE VALUES
    """
)


_BEGIN_NESTED = words("DISTRIBUTE FROM ORDER PARTITION WHERE WITH")
_BEGIN_AFTER = words(
    "AND BY ELSE FROM HAVING JOIN LIMIT OFFSET ON OR QUALIFY SELECT THEN WHEN WHERE"
)


def is_misplaced(before: Token | None, token: Token, after: Token | None) -> bool:
    """Returns true for a keyword in a place where Spark reads a name: `from a, join b`."""
    if before is None or before.is_symbol("."):
        return False
    if token.upper == "VALUES":
        return after is not None and after.is_name  # rows, or a table and its alias
    is_beginning = before.is_symbol(",") or before.upper in _BEGIN_AFTER
    is_nested = before.is_symbol("(") and token.upper not in _BEGIN_NESTED
    return (
        (is_beginning or is_nested)
        and token.upper in _NO_BEGINNINGS
        and not _is_symbol(after, "(", ".")
    )


def is_query_keyword(name: str) -> bool:
    """Returns true for a keyword of the structure of queries."""
    return name.upper() in _ALWAYS | {"PIVOT", "STREAM", "TABLE", "UNPIVOT"}


@cache
def spark_keywords() -> frozenset[str]:
    """All keywords of Spark's, in lower case."""
    return listed_words(_LIST)


def is_keyword(before: Token | None, token: Token, after: Token | None, *, merge: bool) -> bool:
    """Returns true if a word is structure in its place."""
    word = token.upper
    if _is_symbol(before, ".") or _is_symbol(after, "."):
        return False
    if word == "WINDOW":
        # else it is a function, or an alias: `from a window join b`
        return after is not None and after.is_name and after.upper not in _ALWAYS
    if word in _ALWAYS or (merge and word in _MERGE):
        return True
    following, preceding = (after.upper if after else ""), (before.upper if before else "")
    if following in _BEFORE.get(word, ()) or preceding in _AFTER.get(word, ()):
        return True
    if word in ("PIVOT", "UNPIVOT"):
        return _is_symbol(after, "(") and not _is_symbol(before, "(", ",")
    if word in _SPECIAL_FUNCTIONS or word == "FILTER":
        is_call = _is_symbol(after, "(")
        return is_call and (word != "FILTER" or _is_symbol(before, ")"))
    if word in _IN_SPECIAL_FUNCTIONS:
        return _is_symbol(before, "(") or before is not None and word == "PLACING"
    if word in _ROW_COUNTS:
        is_amount = _is_amount(before) or _is_symbol(before, ")")
        return is_amount or preceding in ("UNBOUNDED", "ROW") or _is_unit(preceding)
    if _is_unit(word):
        return _is_amount(before) or _is_symbol(before, ")") or "TO" in (preceding, following)
    if word == "TO":
        return _is_unit(preceding)
    is_generic = word in ("ARRAY", "MAP", "STRUCT")
    if word not in _TYPES or (is_generic and not _is_symbol(after, "<")):
        return False
    return _is_type(before, after)


def _is_type(before: Token | None, after: Token | None) -> bool:
    if after is not None and after.kind is TokenKind.STRING:
        return True
    if _is_symbol(before, "::", ":", "<") or (before is not None and before.upper == "AS"):
        return True
    # within the angle brackets of a type
    return _is_symbol(before, ",") and _is_symbol(after, "<", "(", ">")


def _is_unit(word: str) -> bool:
    return word.removesuffix("S") in _UNITS


def _is_amount(token: Token | None) -> bool:
    return token is not None and token.kind in (TokenKind.NUMBER, TokenKind.STRING)


def _is_symbol(token: Token | None, *symbols: str) -> bool:
    return token is not None and token.is_symbol(*symbols)
