"""OPTIMIZE, VACUUM, ANALYZE, RESTORE, REORG, REFRESH, COMMENT ON.

What rewrites a table's files asks what changing its rows asks.
"""

from __future__ import annotations

from cluster.access.clauses import require_definitions, skip_time_travel
from cluster.access.cursor import Cursor
from cluster.access.lexer import TokenKind
from cluster.access.model import Securable, StatementKind
from cluster.access.needs import Needs
from cluster.access.query import require_expressions
from cluster.access.refused import not_supported


def optimize(cursor: Cursor, needs: Needs) -> StatementKind:
    """`OPTIMIZE t [FULL] [WHERE ...] [ZORDER BY (...)]`, after its first word."""
    needs.write(cursor.object_name())
    cursor.skip_words("FULL")
    if cursor.skip_words("WHERE"):
        require_expressions(needs, cursor.until(lambda token: token.upper == "ZORDER"))
    if cursor.skip_words("ZORDER", "BY"):
        if cursor.is_symbol("("):
            cursor.in_parentheses()
        else:
            _name_list(cursor)
    cursor.expect_end()
    return "dml"


def vacuum(cursor: Cursor, needs: Needs) -> StatementKind:
    """`VACUUM t [LITE | FULL] [RETAIN n HOURS] [DRY RUN]`, after its first word."""
    needs.write(cursor.object_name())
    while not cursor.at_end:
        if cursor.skip_words("RETAIN"):
            if cursor.next().kind is not TokenKind.NUMBER:
                raise not_supported("VACUUM ... RETAIN takes a number of hours")
            cursor.expect_words("HOURS")
        elif not (cursor.skip_words("DRY", "RUN") or cursor.skip_any("LITE", "FULL")):
            raise not_supported(f"VACUUM ... {cursor.next()} is refused: it is no known clause")
    return "dml"


def analyze(cursor: Cursor, needs: Needs) -> StatementKind:
    """`ANALYZE TABLE t COMPUTE [DELTA] STATISTICS ...`, after its first word."""
    cursor.expect_words("TABLE")
    needs.write(cursor.object_name())
    if cursor.skip_words("PARTITION"):
        require_expressions(needs, cursor.in_parentheses())
    cursor.expect_words("COMPUTE")
    cursor.skip_words("DELTA")
    cursor.expect_words("STATISTICS")
    if cursor.skip_words("FOR", "COLUMNS"):
        _name_list(cursor)
    elif not cursor.skip_words("FOR", "ALL", "COLUMNS"):
        cursor.skip_words("NOSCAN")
    cursor.expect_end()
    return "dml"


def restore(cursor: Cursor, needs: Needs) -> StatementKind:
    """`RESTORE TABLE t TO VERSION AS OF n`, after its first word."""
    cursor.skip_words("TABLE")
    needs.write(cursor.object_name())
    cursor.skip_words("TO")
    skip_time_travel(cursor, needs)
    cursor.expect_end()
    return "dml"


def reorg(cursor: Cursor, needs: Needs) -> StatementKind:
    """`REORG TABLE t [WHERE ...] APPLY (PURGE)`, after its first word."""
    cursor.expect_words("TABLE")
    needs.write(cursor.object_name())
    if cursor.skip_words("WHERE"):
        require_expressions(needs, cursor.until(lambda token: token.upper == "APPLY"))
    cursor.expect_words("APPLY")
    require_definitions(needs, cursor.in_parentheses())
    cursor.expect_end()
    return "dml"


def refresh(cursor: Cursor, needs: Needs) -> StatementKind:
    """`REFRESH TABLE t`, after its first word."""
    cursor.skip_words("TABLE")
    needs.table("SELECT", cursor.object_name())
    cursor.expect_end()
    return "session"


def comment_on(cursor: Cursor, needs: Needs) -> StatementKind:
    """`COMMENT ON TABLE t IS '...'`, after its first word."""
    cursor.expect_words("ON")
    kind = cursor.skip_any("TABLE", "VIEW", "COLUMN", "SCHEMA", "DATABASE", "CATALOG")
    if not kind:
        raise not_supported(f"COMMENT ON {cursor.peek() or ''} is refused")
    name = cursor.object_name()
    match kind:
        case "TABLE":
            altered = needs.table("MODIFY", name)
        case "VIEW":
            altered = needs.table("OWNER", name)
        case "COLUMN":
            altered = needs.table("MODIFY", name[:-1])
        case "CATALOG":
            altered = Securable("catalog", needs.names.catalog_name(name))
            needs.require("OWNER", "catalog", altered.full_name)
        case _:
            altered = Securable("schema", needs.names.schema_name(name))
            needs.require("OWNER", "schema", altered.full_name)
    cursor.expect_words("IS")
    if not cursor.skip_words("NULL"):
        cursor.string()
    cursor.expect_end()
    needs.alters.append(altered)
    return "ddl"


def _name_list(cursor: Cursor) -> None:
    cursor.name()
    while cursor.skip_symbol(","):
        cursor.name()
