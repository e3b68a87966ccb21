"""GRANT, REVOKE, and USE."""

from __future__ import annotations

from cluster.access.cursor import Cursor
from cluster.access.lexer import TokenKind
from cluster.access.model import Securable, StatementKind
from cluster.access.needs import Needs
from cluster.access.refused import not_supported

_SECURABLES = ("TABLE", "VIEW", "SCHEMA", "DATABASE", "CATALOG", "FUNCTION", "VOLUME")


def securable_of(cursor: Cursor, needs: Needs) -> Securable:
    """The object that stands after ON; TABLE where its type is not said."""
    kind = cursor.skip_any(*_SECURABLES)
    name = cursor.object_name()
    match kind:
        case "CATALOG":
            return Securable("catalog", needs.names.catalog_name(name))
        case "SCHEMA" | "DATABASE":
            return Securable("schema", needs.names.schema_name(name))
        case "FUNCTION":
            return Securable("function", needs.names.function(name))
        case "VOLUME":
            return Securable("volume", needs.names.volume(name))
    return Securable("table", needs.names.table(name))


def grant(cursor: Cursor, needs: Needs) -> StatementKind:
    """`GRANT ... ON ... TO ...` and `REVOKE ... ON ... FROM ...`, after the first word."""
    privileges = cursor.until(lambda token: token.upper == "ON")
    is_list = all(token.kind is TokenKind.WORD or token.is_symbol(",") for token in privileges)
    if not privileges or not is_list:
        raise cursor.unexpected("privileges and ON")
    cursor.expect_words("ON")
    securable = securable_of(cursor, needs)
    needs.require("OWNER", securable.securable_type, securable.full_name)
    if not cursor.skip_any("TO", "FROM"):
        raise cursor.unexpected("TO or FROM and a principal")
    if cursor.next().kind not in (TokenKind.WORD, TokenKind.QUOTED, TokenKind.STRING):
        raise not_supported("a principal is a name in backquotes")
    cursor.expect_end()
    return "ddl"


def use(cursor: Cursor, needs: Needs) -> StatementKind:
    """`USE [CATALOG | SCHEMA] x`, after its first word."""
    kind = cursor.skip_any("CATALOG", "SCHEMA", "DATABASE", "NAMESPACE")
    name = cursor.object_name()
    is_catalog = len(name) == 1 and name[0].lower() == needs.names.catalog.lower()
    if kind == "CATALOG" or (not kind and is_catalog):
        needs.require("USE_CATALOG", "catalog", needs.names.catalog_name(name))
    else:
        needs.require("USE_SCHEMA", "schema", needs.names.schema_name(name))
    cursor.expect_end()
    return "session"


def set_catalog(cursor: Cursor, needs: Needs) -> StatementKind:
    """`SET CATALOG x`, after its first word. Every other SET is refused."""
    if not cursor.skip_words("CATALOG"):
        raise not_supported(
            "SET is refused: a setting of the engine could change how statements are read and "
            "what they may reach"
        )
    literal = cursor.peek()
    is_string = literal is not None and literal.is_plain_string
    name = (cursor.string().text,) if is_string else cursor.object_name()
    needs.require("USE_CATALOG", "catalog", needs.names.catalog_name(name))
    cursor.expect_end()
    return "session"
