"""INSERT, UPDATE, DELETE, TRUNCATE and MERGE."""

from __future__ import annotations

from cluster.access.clauses import QUERY_STARTS, require_source, starts_query
from cluster.access.cursor import Cursor
from cluster.access.lexer import Token
from cluster.access.model import StatementKind
from cluster.access.needs import Needs
from cluster.access.query import require_expressions, require_merge
from cluster.access.refused import not_supported, syntax_error


def insert(cursor: Cursor, needs: Needs) -> StatementKind:
    """`INSERT INTO t ...`, after its first word."""
    return insert_with([], cursor, needs)


def insert_with(ctes: list[Token], cursor: Cursor, needs: Needs) -> StatementKind:
    """`WITH ... INSERT INTO t SELECT ...`: the query sees the common table expressions."""
    cursor.skip_words("WITH", "SCHEMA", "EVOLUTION")
    verb = cursor.skip_any("INTO", "OVERWRITE")
    if not verb:
        raise cursor.unexpected("INTO or OVERWRITE")
    is_directory = cursor.is_words("DIRECTORY") or cursor.is_words("LOCAL", "DIRECTORY")
    following = cursor.peek(2 if cursor.is_words("LOCAL") else 1)
    if verb == "OVERWRITE" and is_directory and not (following and following.is_symbol(".")):
        raise not_supported("INSERT OVERWRITE DIRECTORY is refused: only tables are written")
    cursor.skip_words("TABLE")
    needs.write(cursor.object_name())
    if cursor.skip_words("PARTITION"):
        require_expressions(needs, cursor.in_parentheses())
        cursor.skip_words("IF", "NOT", "EXISTS")
    _skip_columns(cursor)
    if cursor.skip_words("REPLACE"):
        _replaced_rows(cursor, needs)
    query = cursor.rest()
    if ctes and query and query[0].upper in ("WITH", "TABLE"):
        raise syntax_error("one WITH clause, before INSERT or after it")
    require_source(needs, [*ctes, *query])
    return "dml"


def _skip_columns(cursor: Cursor) -> None:
    if cursor.skip_words("BY", "NAME"):
        return
    inner = cursor.peek(1)
    is_query = inner is not None and (inner.is_symbol("(") or inner.upper in QUERY_STARTS)
    if cursor.is_symbol("(") and not is_query:
        cursor.in_parentheses()


def _replaced_rows(cursor: Cursor, needs: Needs) -> None:
    if cursor.skip_words("USING"):
        cursor.in_parentheses()
    elif cursor.skip_any("WHERE", "ON"):
        condition = cursor.until(lambda token: token.upper in QUERY_STARTS)
        require_expressions(needs, condition)
    else:
        raise cursor.unexpected("WHERE, ON or USING after REPLACE")
    if not starts_query(cursor):
        raise cursor.unexpected("a query")


def update(cursor: Cursor, needs: Needs) -> StatementKind:
    """`UPDATE t SET ... WHERE ...`, after its first word."""
    needs.write(cursor.object_name())
    _skip_alias(cursor, "SET")
    cursor.expect_words("SET")
    assignments = cursor.until(lambda token: token.upper == "WHERE")
    if not assignments:
        raise cursor.unexpected("an assignment")
    require_expressions(needs, assignments)
    _require_where(cursor, needs)
    return "dml"


def delete(cursor: Cursor, needs: Needs) -> StatementKind:
    """`DELETE FROM t WHERE ...`, after its first word."""
    cursor.expect_words("FROM")
    needs.write(cursor.object_name())
    _skip_alias(cursor, "WHERE")
    _require_where(cursor, needs)
    return "dml"


def truncate(cursor: Cursor, needs: Needs) -> StatementKind:
    """`TRUNCATE TABLE t`, after its first word."""
    cursor.expect_words("TABLE")
    needs.write(cursor.object_name())
    if cursor.skip_words("PARTITION"):
        require_expressions(needs, cursor.in_parentheses())
    cursor.expect_end()
    return "dml"


def merge(cursor: Cursor, needs: Needs) -> StatementKind:
    """`MERGE INTO t USING ...`, after its first word."""
    first = cursor.tokens[: cursor.position]
    cursor.skip_words("WITH", "SCHEMA", "EVOLUTION")
    require_merge(needs, [*first, *cursor.rest()])
    return "dml"


def _skip_alias(cursor: Cursor, keyword: str) -> None:
    if cursor.skip_words("AS") or not (cursor.at_end or cursor.is_words(keyword)):
        cursor.name_part()


def _require_where(cursor: Cursor, needs: Needs) -> None:
    if cursor.skip_words("WHERE"):
        if cursor.at_end:
            raise cursor.unexpected("a condition")
        require_expressions(needs, cursor.rest())
    cursor.expect_end()
