"""Lists over a whole catalog, by which drivers read schemas, tables and columns.

    SHOW SCHEMAS IN ALL CATALOGS [LIKE pattern]
    SHOW TABLES IN {CATALOG name | ALL CATALOGS} [SCHEMA LIKE pattern] [LIKE pattern]
    SHOW COLUMNS IN {CATALOG name | ALL CATALOGS} [SCHEMA LIKE p] [TABLE LIKE p] [LIKE p]

Source: databricks-sql-connector, databricks/sql/backend/sea/utils/constants.py (MetadataCommands).
The engine has no such statement: the catalog answers with the objects that the caller may see.
"""

from __future__ import annotations

from cluster.access.cursor import Cursor
from cluster.access.model import CatalogCommand, ListPatterns, Securable
from cluster.access.needs import Needs


def show_catalog(cursor: Cursor, needs: Needs) -> None:
    """One of these lists, after `SHOW`."""
    what = cursor.next().upper
    cursor.expect_words("IN")
    catalog = ""
    if cursor.skip_words("CATALOG"):
        catalog = needs.names.catalog_name(cursor.object_name())
        needs.require("USE_CATALOG", "catalog", catalog)
    else:
        cursor.expect_words("ALL", "CATALOGS")
    schema = table = None
    if what != "SCHEMAS":
        schema = _like(cursor, "SCHEMA")
    if what == "COLUMNS":
        table = _like(cursor, "TABLE")
    own = _like(cursor)
    listed = Securable("catalog", catalog)
    match what:
        case "SCHEMAS":
            command = CatalogCommand("show_schemas", listed, patterns=ListPatterns(schema=own))
        case "TABLES":
            patterns = ListPatterns(schema=schema, table=own)
            command = CatalogCommand("show_tables", listed, patterns=patterns)
        case _:
            patterns = ListPatterns(schema=schema, table=table, column=own)
            command = CatalogCommand("show_columns", listed, patterns=patterns)
    needs.command = command


def _like(cursor: Cursor, *words: str) -> str | None:
    return cursor.string().text if cursor.skip_words(*words, "LIKE") else None
