"""Clauses that several statements share: properties, columns, defaults, time travel."""

from __future__ import annotations

import re

from cluster.access.cursor import Cursor, split_commas
from cluster.access.functions import require_function
from cluster.access.lexer import Token, TokenKind
from cluster.access.needs import Needs
from cluster.access.query import require_expressions, require_query
from cluster.access.refused import not_supported, syntax_error
from cluster.access.words import words

QUERY_STARTS = ("SELECT", "WITH", "VALUES", "FROM", "TABLE")

_PROPERTY = re.compile(r"[a-z0-9_.-]+", re.IGNORECASE | re.ASCII)
# `option.path` would become the table's location; the rest is kept by the engine itself
_RESERVED = re.compile(
    r"(?:option|spark|view|fs|dfs|hive|function)\..*|path|location|provider|owner|external"
    r"|is_managed_location|table_type",
    re.IGNORECASE,
)
# before a parenthesis in a column's definition these are no functions
_NO_FUNCTIONS = words(
    """
    AND BETWEEN CASE CHAR CHARACTER COLUMNS DEC DECIMAL DEFAULT ELSE IDENTITY IN KEY LIKE
    NOT NUMERIC OR RLIKE THEN TIME TIMESTAMP UNIQUE VARCHAR WHEN
    """
)


def starts_query(cursor: Cursor) -> bool:
    """Returns true if a query comes next."""
    token = cursor.peek()
    return token is not None and (token.is_symbol("(") or token.upper in QUERY_STARTS)


def require_source(needs: Needs, tokens: list[Token]) -> None:
    """A query where one is due; `TABLE t` is the shortest."""
    cursor = Cursor(tokens)
    if cursor.skip_words("TABLE"):
        needs.read(cursor.object_name())
        cursor.expect_end()
    else:
        require_query(needs, tokens)


def check_properties(tokens: list[Token]) -> None:
    """A list of properties: `'key' = 'value'`. Those that say where a table lies are refused."""
    for entry in split_commas(tokens):
        cursor = Cursor(entry)
        first = cursor.next()
        if first.kind is TokenKind.STRING and not first.is_plain_string:
            raise syntax_error(f"the property {first} is written with escapes")
        key = first.text
        while first.is_name and cursor.skip_symbol("."):
            key += f".{cursor.name_part()}"
        if not _PROPERTY.fullmatch(key):
            raise syntax_error(f"the property '{key}' is no property's name")
        if _RESERVED.fullmatch(key):
            raise not_supported(f"the property '{key}' is kept by the engine and cannot be set")


def require_definitions(needs: Needs, tokens: list[Token]) -> None:
    """Columns and constraints: their expressions may call functions, and may hold no query."""
    cursor = Cursor(tokens)
    before: Token | None = None
    while (token := cursor.peek()) is not None:
        following = cursor.peek(1)
        if token.is_symbol("(") and following and following.upper in QUERY_STARTS:
            raise not_supported("a subquery in the definition of a column or constraint is refused")
        if token.upper == "REFERENCES":
            cursor.next()
            needs.table("SELECT", cursor.object_name())
            cursor.in_parentheses()
        elif token.upper == "MASK" and before is not None and not before.is_symbol("(", ","):
            cursor.next()
            require_function(needs, cursor.object_name())
        elif token.upper in ("AS", "CHECK") and following and following.is_symbol("("):
            cursor.next()
            require_expressions(needs, cursor.in_parentheses())
        elif token.is_name and not (before is not None and before.is_symbol(".")):
            name = cursor.name()
            is_call = cursor.is_symbol("(")
            if is_call and not (len(name) == 1 and token.upper in _NO_FUNCTIONS):
                require_function(needs, name)
        else:
            cursor.next()
        before = cursor.tokens[cursor.position - 1]


def skip_time_travel(cursor: Cursor, needs: Needs) -> None:
    """Read `VERSION AS OF ...` or `TIMESTAMP AS OF ...` where it comes next."""
    cursor.skip_words("FOR")
    if not cursor.skip_any("VERSION", "TIMESTAMP", "SYSTEM_VERSION", "SYSTEM_TIME"):
        return
    cursor.expect_words("AS", "OF")
    stops = ("TBLPROPERTIES", "LOCATION")
    moment = cursor.until(lambda token: token.upper in stops)
    if not moment:
        raise cursor.unexpected("a version or a timestamp")
    require_definitions(needs, moment)
