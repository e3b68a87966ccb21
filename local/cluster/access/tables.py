"""CREATE TABLE, and DROP of every kind of object."""

from __future__ import annotations

from cluster.access.clauses import (
    check_properties,
    require_definitions,
    require_source,
    skip_time_travel,
    starts_query,
)
from cluster.access.cursor import Cursor
from cluster.access.functions import require_function
from cluster.access.model import Securable, StatementKind
from cluster.access.needs import Needs
from cluster.access.refused import not_supported, syntax_error

_REFUSED_CLAUSES = {
    "LOCATION": "tables are managed",
    "OPTIONS": "tables are managed",
    "STORED": "tables are of Delta",
    "ROW": "tables are of Delta",
    "CLUSTERED": "Delta has no buckets",
    "SKEWED": "Delta has no skewed columns",
}


def create_table(cursor: Cursor, needs: Needs, *, replaces: bool) -> StatementKind:
    """`CREATE TABLE t ...`, after the word TABLE."""
    if_not_exists = cursor.skip_words("IF", "NOT", "EXISTS")
    if replaces and if_not_exists:
        raise syntax_error("CREATE OR REPLACE cannot go with IF NOT EXISTS")
    name = cursor.object_name()
    needs.relations.append(name)
    table = Securable("table", needs.names.table(name))
    needs.create("CREATE_TABLE", table, replaces=replaces)
    if cursor.skip_words("LIKE"):
        needs.read(cursor.object_name())
    elif cursor.skip_any("SHALLOW", "DEEP", "CLONE"):
        cursor.skip_words("CLONE")
        needs.read(cursor.object_name())
        skip_time_travel(cursor, needs)
    elif cursor.is_symbol("(") and not _is_query_in_parentheses(cursor):
        require_definitions(needs, cursor.in_parentheses())
    while not cursor.at_end and not (starts_query(cursor) or cursor.is_words("AS")):
        _clause(cursor, needs)
    if not cursor.at_end:
        cursor.skip_words("AS")
        require_source(needs, cursor.rest())
    return "ddl"


def _is_query_in_parentheses(cursor: Cursor) -> bool:
    inner = Cursor(cursor.tokens[cursor.position + 1 :])
    return starts_query(inner)


def _clause(cursor: Cursor, needs: Needs) -> None:
    if cursor.skip_words("USING"):
        source = cursor.object_name()
        if [part.lower() for part in source] != ["delta"]:
            raise not_supported(f"CREATE TABLE ... USING {'.'.join(source)} is refused: only DELTA")
    elif cursor.skip_words("COMMENT"):
        cursor.string()
    elif cursor.skip_words("TBLPROPERTIES"):
        check_properties(cursor.in_parentheses())
    elif cursor.skip_words("CLUSTER", "BY"):
        if not cursor.skip_any("AUTO", "NONE"):
            require_definitions(needs, cursor.in_parentheses())
    elif cursor.skip_words("PARTITIONED", "BY"):
        require_definitions(needs, cursor.in_parentheses())
    elif cursor.skip_words("DEFAULT", "COLLATION"):
        cursor.name_part()
    elif cursor.skip_words("WITH", "ROW", "FILTER"):
        require_row_filter(cursor, needs)
    else:
        clause = cursor.next()
        if reason := _REFUSED_CLAUSES.get(clause.upper):
            raise not_supported(f"CREATE TABLE ... {clause.upper} is refused: {reason}")
        raise not_supported(f"CREATE TABLE ... {clause} is refused: it is no known clause")


def require_row_filter(cursor: Cursor, needs: Needs) -> None:
    """`f ON (columns)`: who sets a filter must be allowed to call it."""
    require_function(needs, cursor.object_name())
    cursor.expect_words("ON")
    cursor.in_parentheses()


def drop(cursor: Cursor, needs: Needs) -> StatementKind:
    """`DROP TABLE t` and its kind, after the first word."""
    kind = cursor.skip_any("TABLE", "VIEW", "SCHEMA", "DATABASE", "FUNCTION")
    if not kind:
        raise not_supported(
            f"DROP {cursor.peek() or ''} is refused: only TABLE, VIEW, SCHEMA and FUNCTION"
        )
    if_exists = cursor.skip_words("IF", "EXISTS")
    name = cursor.object_name()
    needs.relations.append(name)
    match kind:
        case "TABLE" | "VIEW":
            cursor.skip_words("PURGE")
            dropped = Securable("table", needs.names.table(name))
        case "FUNCTION":
            dropped = Securable("function", needs.names.function(name))
        case _:
            cursor.skip_any("RESTRICT", "CASCADE")
            dropped = Securable("schema", needs.names.schema_name(name))
    cursor.expect_end()
    needs.require("OWNER", dropped.securable_type, dropped.full_name, only_if_exists=if_exists)
    needs.drops.append(dropped)
    return "ddl"
