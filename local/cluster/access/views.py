"""CREATE VIEW, FUNCTION and SCHEMA. Who creates a view or a function must be allowed its body."""

from __future__ import annotations

from cluster.access.clauses import (
    check_properties,
    require_definitions,
    require_source,
    starts_query,
)
from cluster.access.cursor import Cursor
from cluster.access.model import Securable, StatementKind
from cluster.access.needs import Needs
from cluster.access.query import require_expressions
from cluster.access.refused import not_supported, syntax_error
from cluster.access.tables import create_table
from cluster.access.words import words


def create(cursor: Cursor, needs: Needs) -> StatementKind:
    """`CREATE ...`, after the first word."""
    replaces = cursor.skip_words("OR", "REPLACE")
    match cursor.skip_any("TABLE", "VIEW", "FUNCTION", "SCHEMA", "DATABASE"):
        case "TABLE":
            return create_table(cursor, needs, replaces=replaces)
        case "VIEW":
            return _create_view(cursor, needs, replaces=replaces)
        case "FUNCTION":
            return _create_function(cursor, needs, replaces=replaces)
        case "SCHEMA" | "DATABASE" if not replaces:
            return _create_schema(cursor, needs)
    what = cursor.peek()
    if what is not None and what.upper in ("TEMP", "TEMPORARY", "GLOBAL"):
        raise not_supported(
            "CREATE TEMPORARY ... is refused: each statement has a separate session"
        )
    raise not_supported(f"CREATE {what or ''} is refused: only TABLE, VIEW, FUNCTION and SCHEMA")


def _create_view(cursor: Cursor, needs: Needs, *, replaces: bool) -> StatementKind:
    _if_not_exists(cursor, replaces)
    name = cursor.object_name()
    needs.relations.append(name)
    view = Securable("table", needs.names.table(name))
    needs.create("CREATE_TABLE", view, replaces=replaces)
    if cursor.is_symbol("("):
        require_definitions(needs, cursor.in_parentheses())
    while not cursor.skip_words("AS"):
        if cursor.skip_words("COMMENT"):
            cursor.string()
        elif cursor.skip_words("TBLPROPERTIES"):
            check_properties(cursor.in_parentheses())
        elif cursor.skip_words("WITH", "SCHEMA"):
            cursor.skip_words("TYPE")
            if not cursor.skip_any("BINDING", "COMPENSATION", "EVOLUTION"):
                raise cursor.unexpected("BINDING, COMPENSATION or EVOLUTION")
        elif cursor.skip_words("DEFAULT", "COLLATION"):
            cursor.name_part()
        else:
            raise cursor.unexpected("AS and the query of the view")
    require_source(needs, cursor.rest())
    return "ddl"


def _create_function(cursor: Cursor, needs: Needs, *, replaces: bool) -> StatementKind:
    _if_not_exists(cursor, replaces)
    name = cursor.object_name()
    needs.relations.append(name)
    function = Securable("function", needs.names.function(name))
    needs.create("CREATE_FUNCTION", function, replaces=replaces)
    if not cursor.is_symbol("("):
        raise not_supported(
            "CREATE FUNCTION ... AS 'class' is refused: only functions with RETURN and an "
            "expression or a query"
        )
    require_definitions(needs, cursor.in_parentheses())
    if cursor.skip_words("RETURNS"):
        returned = cursor.until(lambda token: token.upper in _CHARACTERISTICS)
        require_definitions(needs, [token for token in returned if token.upper != "TABLE"])
    while not cursor.skip_words("RETURN"):
        _characteristic(cursor)
    if starts_query(cursor) and not cursor.is_symbol("("):
        require_source(needs, cursor.rest())
    else:
        require_expressions(needs, cursor.rest())
    return "ddl"


_CHARACTERISTICS = words(
    """
    LANGUAGE NOT DETERMINISTIC COMMENT CONTAINS READS SQL RETURN AS USING SPECIFIC
    """
)


def _characteristic(cursor: Cursor) -> None:
    if cursor.skip_words("LANGUAGE"):
        language = cursor.next()
        if language.upper != "SQL":
            raise not_supported(f"CREATE FUNCTION ... LANGUAGE {language} is refused: only SQL")
    elif cursor.skip_words("COMMENT"):
        cursor.string()
    elif not (
        cursor.skip_words("NOT", "DETERMINISTIC")
        or cursor.skip_words("DETERMINISTIC")
        or cursor.skip_words("CONTAINS", "SQL")
        or cursor.skip_words("READS", "SQL", "DATA")
        or cursor.skip_words("SQL", "SECURITY", "DEFINER")
    ):
        raise cursor.unexpected("RETURN and the body of the function")


def _create_schema(cursor: Cursor, needs: Needs) -> StatementKind:
    cursor.skip_words("IF", "NOT", "EXISTS")
    schema = Securable("schema", needs.names.schema_name(cursor.object_name()))
    needs.create("CREATE_SCHEMA", schema, replaces=False)
    while not cursor.at_end:
        if cursor.skip_words("COMMENT"):
            cursor.string()
        elif cursor.skip_words("WITH", "DBPROPERTIES"):
            check_properties(cursor.in_parentheses())
        else:
            clause = cursor.next()
            raise not_supported(f"CREATE SCHEMA ... {clause} is refused: schemas are managed")
    return "ddl"


def _if_not_exists(cursor: Cursor, replaces: bool) -> None:
    if cursor.skip_words("IF", "NOT", "EXISTS") and replaces:
        raise syntax_error("CREATE OR REPLACE cannot go with IF NOT EXISTS")
