"""GRANT, REVOKE, SHOW GRANTS, and USE."""

from __future__ import annotations

from typing import Literal

from cluster.access.cursor import Cursor, split_commas
from cluster.access.lexer import TokenKind
from cluster.access.model import CatalogCommand, Securable, StatementKind
from cluster.access.needs import Needs
from cluster.access.refused import TAGS_BY_REST, not_supported, syntax_error

SECURABLES = ("TABLE", "VIEW", "SCHEMA", "DATABASE", "CATALOG", "FUNCTION", "VOLUME")


def securable_of(cursor: Cursor, needs: Needs) -> Securable:
    """The object that stands after ON; TABLE where its type is not said."""
    kind = cursor.skip_any(*SECURABLES)
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
    """`GRANT ... ON ... TO ...`, after the first word."""
    return _change(cursor, needs, "grant", "TO")


def revoke(cursor: Cursor, needs: Needs) -> StatementKind:
    """`REVOKE ... ON ... FROM ...`, after the first word."""
    return _change(cursor, needs, "revoke", "FROM")


def show_grants(cursor: Cursor, needs: Needs) -> None:
    """`SHOW GRANTS [principal] ON ...`, after its first two words."""
    whose = None if cursor.is_words("ON") else principal(cursor)
    needs.command = CatalogCommand("show_grants", _owned(cursor, needs), whose)


def principal(cursor: Cursor) -> str:
    """A user, a service principal or a group."""
    token = cursor.next()
    is_name = token.is_name or token.is_plain_string
    if not is_name:
        raise not_supported(f"{token} is no principal: a principal is a name in backquotes")
    return token.text


def _change(
    cursor: Cursor, needs: Needs, action: Literal["grant", "revoke"], preposition: str
) -> StatementKind:
    privileges = _privileges(cursor)
    securable = _owned(cursor, needs)
    cursor.expect_words(preposition)
    needs.command = CatalogCommand(action, securable, principal(cursor), privileges)
    cursor.expect_end()
    return "ddl"


def _privileges(cursor: Cursor) -> tuple[str, ...]:
    listed = cursor.until(lambda token: token.upper == "ON")
    privileges = []
    for words in split_commas(listed):
        if not words or not all(token.kind is TokenKind.WORD for token in words):
            raise syntax_error("expected privileges, separated by commas, and ON")
        privileges.append("_".join(token.upper for token in words))
    if not privileges:
        raise cursor.unexpected("privileges and ON")
    return tuple(privileges)


def _owned(cursor: Cursor, needs: Needs) -> Securable:
    """ON and an object, whose grants only an owner may see and change."""
    cursor.expect_words("ON")
    securable = securable_of(cursor, needs)
    needs.require("OWNER", securable.securable_type, securable.full_name)
    return securable


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
    if cursor.is_words("TAG"):
        raise not_supported(TAGS_BY_REST)
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
