"""From the text of one statement to what its caller must be allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cluster.access import alter_table, describe, dml, grants, maintenance, show, tables, views
from cluster.access.builtin_functions import is_builtin as is_engine_function
from cluster.access.clauses import require_source
from cluster.access.cursor import Cursor
from cluster.access.identifier_clause import with_identifiers
from cluster.access.lexer import Token, tokens_of
from cluster.access.model import StatementAccess, StatementKind
from cluster.access.names import NameResolver
from cluster.access.needs import Needs
from cluster.access.refused import StatementRefused, not_supported, syntax_error
from cluster.sql.catalog_names import CatalogNames

_HANDLERS: dict[str, Callable[[Cursor, Needs], StatementKind]] = {
    "ALTER": alter_table.alter,
    "ANALYZE": maintenance.analyze,
    "COMMENT": maintenance.comment_on,
    "CREATE": views.create,
    "DELETE": dml.delete,
    "DESC": describe.describe,
    "DESCRIBE": describe.describe,
    "DROP": tables.drop,
    "GRANT": grants.grant,
    "INSERT": dml.insert,
    "MERGE": dml.merge,
    "OPTIMIZE": maintenance.optimize,
    "REFRESH": maintenance.refresh,
    "REORG": maintenance.reorg,
    "RESTORE": maintenance.restore,
    "REVOKE": grants.revoke,
    "SET": grants.set_catalog,
    "SHOW": show.show,
    "TRUNCATE": dml.truncate,
    "UPDATE": dml.update,
    "USE": grants.use,
    "VACUUM": maintenance.vacuum,
}
_QUERIES = ("SELECT", "WITH", "VALUES", "FROM", "TABLE")

_WHY_REFUSED = {
    "ADD": "it would load code or files into the engine",
    "BEGIN": "send the statements of a script one by one",
    "CACHE": "it holds rows in the memory of all",
    "CALL": "there are no procedures",
    "CLEAR": "it holds rows in the memory of all",
    "CONVERT": "tables are managed",
    "COPY": "files are loaded by the ingest job",
    "DECLARE": "each statement has a separate session",
    "DFS": "it runs commands of the file system",
    "EXECUTE": "what it runs is known only when it runs",
    "EXPORT": "it writes to a path",
    "GENERATE": "it writes to a path",
    "IMPORT": "it reads a path",
    "LIST": "use the Files API",
    "LOAD": "it reads a path",
    "MAP": "scripts are not run here",
    "MSCK": "tables are managed",
    "REDUCE": "scripts are not run here",
    "REPLACE": "write CREATE OR REPLACE",
    "RESET": "it changes settings of the engine",
    "UNCACHE": "it holds rows in the memory of all",
    "UNSET": "tags are removed by the API of entity tag assignments",
}


def requirements(
    statement: str,
    *,
    catalog: str,
    schema: str,
    parameters: Mapping[str, str | None] | None = None,
    is_builtin: Callable[[str], bool] = is_engine_function,
    catalog_names: CatalogNames | None = None,
) -> StatementAccess:
    """Privileges that a statement needs, and its changes of objects.

    Names are completed with `catalog` and `schema`; `parameters` are the statement's named ones,
    as text; `is_builtin` knows the engine's own functions by their names in lower case;
    `catalog_names` are those of the workspace's catalog. Raises `StatementRefused` for a text
    without a single reading, and for statements that nothing allows.
    """
    tokens = with_identifiers(_one_statement(tokens_of(statement)), parameters or {})
    needs = Needs(
        NameResolver(catalog, schema, catalog_names or CatalogNames()), parameters or {}, is_builtin
    )
    try:
        kind = _read(tokens, needs)
    except RecursionError:
        raise syntax_error("the statement is nested too deeply") from None
    return needs.access(kind)


def _one_statement(tokens: list[Token]) -> list[Token]:
    """The tokens without a last `;`. A batch of statements is refused: send them one by one."""
    while tokens and tokens[-1].is_symbol(";"):
        tokens = tokens[:-1]
    if not tokens:
        raise syntax_error("there is no statement")
    if any(token.is_symbol(";") for token in tokens):
        raise not_supported("several statements at once are refused: send them one by one")
    return tokens


def _read(tokens: list[Token], needs: Needs) -> StatementKind:
    cursor = Cursor(tokens)
    first = cursor.next()
    if first.upper == "WITH" and (insert := _insert_after_ctes(tokens)):
        rest = Cursor(tokens[insert + 1 :])
        return dml.insert_with(tokens[:insert], rest, needs)
    if first.upper in _QUERIES or first.is_symbol("("):
        require_source(needs, tokens)
        return "query"
    if first.upper == "EXPLAIN":
        return _explain(cursor, needs)
    if handler := _HANDLERS.get(first.upper):
        return handler(cursor, needs)
    if why := _WHY_REFUSED.get(first.upper):
        raise not_supported(f"{first.upper} is refused: {why}")
    raise syntax_error(
        f"`{first}` begins no statement that the access check knows. See docs/reference/parity.md"
    )


def _insert_after_ctes(tokens: list[Token]) -> int:
    """Where INSERT stands in `WITH ... INSERT INTO ...`; 0 where it does not."""
    cursor = Cursor(tokens)
    cursor.until(lambda token: token.upper == "INSERT")
    return 0 if cursor.at_end else cursor.position


def _explain(cursor: Cursor, needs: Needs) -> StatementKind:
    """A plan tells of the tables that it reads, so that it takes what running it takes."""
    cursor.skip_any("EXTENDED", "CODEGEN", "COST", "FORMATTED", "LOGICAL")
    tokens = cursor.rest()
    kind = _read(tokens, needs) if tokens else None
    if kind not in ("query", "dml"):
        raise not_supported("EXPLAIN is for queries and changes of rows")
    return "metadata"


__all__ = ["StatementRefused", "requirements"]
