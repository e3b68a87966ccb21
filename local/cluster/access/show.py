"""SHOW: lists of what is in a schema take USE_SCHEMA; lists about one table take BROWSE."""

from __future__ import annotations

from cluster.access.cursor import Cursor
from cluster.access.grants import show_grants
from cluster.access.lexer import TokenKind
from cluster.access.model import Listing, SecurableType, StatementKind
from cluster.access.needs import Needs
from cluster.access.refused import not_supported
from cluster.access.show_catalog import show_catalog

_IN_SCHEMA: dict[str, SecurableType] = {
    "TABLES": "table",
    "VIEWS": "table",
    "VOLUMES": "volume",
    "FUNCTIONS": "function",
}


def show(cursor: Cursor, needs: Needs) -> StatementKind:
    """`SHOW ...`, after its first word."""
    if cursor.is_words("USER", "FUNCTIONS") or cursor.is_words("SYSTEM", "FUNCTIONS"):
        cursor.next()
    if _lists_catalog(cursor):
        show_catalog(cursor, needs)
    elif what := cursor.skip_any(*_IN_SCHEMA):
        _objects(cursor, needs, what)
    elif cursor.skip_any("SCHEMAS", "DATABASES", "NAMESPACES"):
        catalog = cursor.object_name() if cursor.skip_any("IN", "FROM") else (needs.names.catalog,)
        name = needs.names.catalog_name(catalog)
        needs.require("USE_CATALOG", "catalog", name)
        needs.lists = Listing("schema", name)
        _pattern(cursor)
    elif cursor.skip_words("CATALOGS"):
        needs.lists = Listing("catalog", "")
        _pattern(cursor)
    elif cursor.skip_words("COLUMNS"):
        _columns(cursor, needs)
    elif cursor.skip_words("TBLPROPERTIES"):
        needs.table("BROWSE", cursor.object_name())
        if cursor.is_symbol("("):
            cursor.in_parentheses()
    elif cursor.skip_words("CREATE", "TABLE"):
        needs.table("BROWSE", cursor.object_name())
        cursor.skip_words("AS", "SERDE")
    elif cursor.skip_words("PARTITIONS"):
        needs.table("SELECT", cursor.object_name())
    elif cursor.skip_any("GRANTS", "GRANT"):
        show_grants(cursor, needs)
    elif not (cursor.skip_words("CURRENT", "NAMESPACE") or cursor.skip_words("CURRENT", "SCHEMA")):
        raise not_supported(f"SHOW {cursor.peek() or ''} is refused: it is no known list")
    cursor.expect_end()
    return "metadata"


def _lists_catalog(cursor: Cursor) -> bool:
    """Returns true for the lists over whole catalogs, of `show_catalog`."""
    return any(
        cursor.is_words(what, "IN", *catalogs)
        for what in ("SCHEMAS", "TABLES", "COLUMNS")
        for catalogs in (("CATALOG",), ("ALL", "CATALOGS"))
    )


def _objects(cursor: Cursor, needs: Needs, what: str) -> None:
    schema = cursor.object_name() if cursor.skip_any("IN", "FROM") else (needs.names.schema,)
    parent = needs.names.schema_name(schema)
    needs.require("USE_SCHEMA", "schema", parent)
    needs.lists = Listing(_IN_SCHEMA[what], parent)
    name = cursor.peek()
    if what == "FUNCTIONS" and name is not None and name.is_name and name.upper != "LIKE":
        cursor.object_name()
    _pattern(cursor)


def _pattern(cursor: Cursor) -> None:
    is_like = cursor.skip_words("LIKE")
    token = cursor.peek()
    if is_like or (token is not None and token.kind is TokenKind.STRING):
        cursor.string()


def _columns(cursor: Cursor, needs: Needs) -> None:
    if not cursor.skip_any("IN", "FROM"):
        raise cursor.unexpected("IN")
    name = cursor.object_name()
    if len(name) == 1 and cursor.skip_any("IN", "FROM"):
        name = (*cursor.object_name(), *name)
    needs.table("BROWSE", name)
