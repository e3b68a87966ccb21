"""ALTER TABLE and ALTER VIEW: what the provider and the maintenance send, and no more.

Unity Catalog asks MODIFY for columns and properties of a table, ownership or MANAGE for its owner,
and ownership for all else (Databricks SQL reference, "ALTER TABLE": required permissions).
"""

from __future__ import annotations

from cluster.access.clauses import check_properties, require_definitions, require_source
from cluster.access.cursor import Cursor
from cluster.access.functions import require_function
from cluster.access.grants import SECURABLES, principal, securable_of
from cluster.access.model import CatalogCommand, Privilege, Securable, StatementKind
from cluster.access.names import Name
from cluster.access.needs import Needs
from cluster.access.refused import TAGS_BY_REST, not_supported
from cluster.access.tables import require_row_filter


def alter(cursor: Cursor, needs: Needs) -> StatementKind:
    """`ALTER TABLE t ...` and its kind, after the first word."""
    if _changes_owner(cursor, needs):
        return "ddl"
    kind = cursor.skip_any("TABLE", "VIEW", "SCHEMA", "DATABASE")
    if not kind:
        raise not_supported(f"ALTER {cursor.peek() or ''} is refused: only TABLE, VIEW and SCHEMA")
    name = cursor.object_name()
    if kind in ("SCHEMA", "DATABASE"):
        _alter_schema(cursor, needs, name)
    elif kind == "VIEW" and cursor.skip_words("AS"):
        needs.alters.append(needs.table("OWNER", name))
        require_source(needs, cursor.rest())
    elif cursor.skip_words("RENAME", "TO"):
        _rename(cursor, needs, name)
    else:
        privilege = _table_clause(cursor, needs)
        is_view = kind == "VIEW" and privilege == "MODIFY"
        needs.alters.append(needs.table("OWNER" if is_view else privilege, name))
    cursor.expect_end()
    return "ddl"


def _changes_owner(cursor: Cursor, needs: Needs) -> bool:
    """Read `TABLE t [SET] OWNER TO principal`, for every kind of object, where that comes next."""
    start = cursor.position
    if not any(cursor.is_words(kind) for kind in SECURABLES):
        return False
    securable = securable_of(cursor, needs)
    cursor.skip_words("SET")
    if not cursor.skip_words("OWNER", "TO"):
        cursor.position = start
        return False
    needs.require("OWNER", securable.securable_type, securable.full_name)
    needs.command = CatalogCommand("set_owner", securable, principal(cursor))
    cursor.expect_end()
    return True


def _table_clause(cursor: Cursor, needs: Needs) -> Privilege:
    if cursor.skip_any("ADD", "REPLACE"):
        return _add(cursor, needs)
    if cursor.skip_words("DROP"):
        return _drop(cursor)
    if cursor.skip_words("SET") or cursor.skip_words("UNSET"):
        return _set(cursor, needs)
    if cursor.skip_any("ALTER", "CHANGE"):
        return _alter_column(cursor, needs)
    if cursor.skip_words("RENAME", "COLUMN"):
        cursor.name()
        cursor.expect_words("TO")
        cursor.name_part()
        return "OWNERSHIP"
    if cursor.skip_words("CLUSTER", "BY"):
        if not cursor.skip_any("AUTO", "NONE"):
            require_definitions(needs, cursor.in_parentheses())
        return "OWNERSHIP"
    if cursor.skip_words("WITH", "SCHEMA"):
        cursor.skip_words("TYPE")
        cursor.skip_any("BINDING", "COMPENSATION", "EVOLUTION")
        return "OWNER"
    raise _refused(cursor)


def _add(cursor: Cursor, needs: Needs) -> Privilege:
    if cursor.skip_any("COLUMN", "COLUMNS"):
        require_definitions(needs, cursor.rest())
        return "MODIFY"
    if cursor.is_words("CONSTRAINT") or cursor.is_words("CHECK"):
        require_definitions(needs, cursor.rest())
        return "OWNERSHIP"
    if cursor.is_words("PRIMARY", "KEY") or cursor.is_words("FOREIGN", "KEY"):
        require_definitions(needs, cursor.rest())
        return "OWNERSHIP"
    raise _refused(cursor)


def _drop(cursor: Cursor) -> Privilege:
    if cursor.skip_any("COLUMN", "COLUMNS"):
        cursor.skip_words("IF", "EXISTS")
        if cursor.is_symbol("("):
            cursor.in_parentheses()
        else:
            cursor.name()
            while cursor.skip_symbol(","):
                cursor.name()
        return "MODIFY"
    if cursor.skip_words("CONSTRAINT"):
        cursor.skip_words("IF", "EXISTS")
        cursor.name_part()
        cursor.skip_any("RESTRICT", "CASCADE")
        return "OWNERSHIP"
    if cursor.skip_words("ROW", "FILTER") or cursor.skip_words("PRIMARY", "KEY"):
        return "OWNERSHIP"
    if cursor.skip_words("FEATURE"):
        cursor.next()
        cursor.skip_words("TRUNCATE", "HISTORY")
        return "OWNERSHIP"
    raise _refused(cursor)


def _set(cursor: Cursor, needs: Needs) -> Privilege:
    if cursor.skip_words("TBLPROPERTIES"):
        cursor.skip_words("IF", "EXISTS")
        check_properties(cursor.in_parentheses())
        return "MODIFY"
    if cursor.skip_words("ROW", "FILTER"):
        require_row_filter(cursor, needs)
        return "OWNERSHIP"
    if cursor.is_words("TAGS"):
        raise not_supported(TAGS_BY_REST)
    raise _refused(cursor)


def _alter_column(cursor: Cursor, needs: Needs) -> Privilege:
    cursor.skip_words("COLUMN")
    cursor.name()
    if cursor.skip_words("SET", "MASK"):
        require_function(needs, cursor.object_name())
        if cursor.skip_words("USING", "COLUMNS"):
            cursor.in_parentheses()
        return "OWNERSHIP"
    if cursor.skip_words("DROP", "MASK"):
        return "OWNERSHIP"
    if cursor.is_words("SET", "TAGS") or cursor.is_words("UNSET", "TAGS"):
        raise not_supported(TAGS_BY_REST)
    change = cursor.rest()
    if not change:
        raise cursor.unexpected("a change of the column")
    require_definitions(needs, change)
    return "MODIFY"


def _rename(cursor: Cursor, needs: Needs, name: Name) -> None:
    """A new name without a schema stays in the old one's schema, not in the current one."""
    table = needs.table("OWNER", name)
    renamed = cursor.object_name()
    if len(renamed) == 1:
        renamed = (*table.full_name.split(".")[:2], *renamed)
    new = Securable("table", needs.names.table(renamed))
    needs.add_to_parent("CREATE_TABLE", new)
    needs.renames.append((table, new))


def _alter_schema(cursor: Cursor, needs: Needs, name: Name) -> None:
    schema = Securable("schema", needs.names.schema_name(name))
    if cursor.is_words("SET", "TAGS") or cursor.is_words("UNSET", "TAGS"):
        raise not_supported(TAGS_BY_REST)
    cursor.expect_words("SET")
    if not cursor.skip_any("DBPROPERTIES", "PROPERTIES"):
        raise _refused(cursor)
    check_properties(cursor.in_parentheses())
    needs.require("OWNER", "schema", schema.full_name)
    needs.alters.append(schema)


def _refused(cursor: Cursor) -> Exception:
    start = cursor.position
    clause = " ".join(str(token) for token in cursor.tokens[start : start + 3]) or "nothing"
    return not_supported(f"ALTER ... {clause} is refused: it is no known clause")
