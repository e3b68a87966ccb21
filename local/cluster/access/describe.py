"""DESCRIBE: what an object looks like takes BROWSE; its history, files and statistics SELECT."""

from __future__ import annotations

from cluster.access.clauses import require_source, starts_query
from cluster.access.cursor import Cursor
from cluster.access.functions import builtin_name
from cluster.access.lexer import Token, TokenKind
from cluster.access.model import StatementKind
from cluster.access.needs import Needs
from cluster.access.refused import not_supported


def describe(cursor: Cursor, needs: Needs) -> StatementKind:
    """`DESCRIBE ...`, after its first word."""
    if _is_before_name(cursor, "HISTORY") or _is_before_name(cursor, "DETAIL"):
        _delta(cursor, needs)
    elif _is_before_name(cursor, "FUNCTION"):
        _function(cursor, needs)
    elif any(_is_before_name(cursor, word) for word in ("SCHEMA", "DATABASE", "NAMESPACE")):
        cursor.next()
        cursor.skip_words("EXTENDED")
        needs.require("USE_SCHEMA", "schema", needs.names.schema_name(cursor.object_name()))
    elif _is_before_name(cursor, "CATALOG"):
        cursor.next()
        cursor.skip_words("EXTENDED")
        needs.require("USE_CATALOG", "catalog", needs.names.catalog_name(cursor.object_name()))
    elif not _is_table(cursor.tokens[cursor.position :]) and (
        cursor.skip_words("QUERY") or (starts_query(cursor) and not cursor.is_words("TABLE"))
    ):
        require_source(needs, cursor.rest())
    else:
        _table(cursor, needs)
    cursor.expect_end()
    return "metadata"


def _is_table(tokens: list[Token]) -> bool:
    """Returns true for a possible table and column: the engine reads `DESCRIBE select a` so."""
    cursor = Cursor(tokens)
    for _ in range(2):
        if (token := cursor.peek()) is not None and token.is_name:
            cursor.name()
    cursor.skip_words("AS", "JSON")
    return cursor.at_end


def _is_before_name(cursor: Cursor, word: str) -> bool:
    following = cursor.peek(1)
    is_followed = following is not None and (
        following.is_name or following.kind is TokenKind.STRING
    )
    return cursor.is_words(word) and is_followed


def _delta(cursor: Cursor, needs: Needs) -> None:
    cursor.next()
    path = cursor.peek()
    if path is not None and path.kind is TokenKind.STRING:
        if not path.is_plain_string:
            raise not_supported(f"the path {path} is written with escapes")
        needs.require("READ_VOLUME", "volume", needs.names.volume_of(cursor.string().text))
    else:
        cursor.skip_words("TABLE")
        needs.read(cursor.object_name())
    if cursor.skip_words("LIMIT"):
        cursor.next()


def _function(cursor: Cursor, needs: Needs) -> None:
    cursor.next()
    cursor.skip_words("EXTENDED")
    if (operator := cursor.peek()) is not None and operator.kind is TokenKind.SYMBOL:
        cursor.next()
        return
    name = cursor.object_name()
    if builtin_name(needs, name) is None:
        needs.require("BROWSE", "function", needs.names.function(name))


def _table(cursor: Cursor, needs: Needs) -> None:
    cursor.skip_words("TABLE")
    cursor.skip_any("EXTENDED", "FORMATTED")
    name = cursor.object_name()
    if cursor.at_end or cursor.is_words("AS", "JSON"):
        needs.table("BROWSE", name)
    else:
        # a partition's or a column's statistics tell of the rows
        needs.table("SELECT", name)
        if cursor.skip_words("PARTITION"):
            cursor.in_parentheses()
        elif not cursor.is_words("AS", "JSON"):
            cursor.name()
    cursor.skip_words("AS", "JSON")
