"""The SQL files: parsed, and the relation that each one returns or writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlglot
from sqlglot import exp

from lineage.expressions import Scope, value_of
from lineage.relations import Catalog, Relation, columns_of
from lineage.values import LineageError, Value, merged

FOLDER = Path(__file__).resolve().parents[2] / "sql"

_NAME = re.compile(r"\bidentifier\s*\(:(\w+)\)")


def statement(file: str, names: Mapping[str, str] | None = None) -> exp.Expression:
    """The last statement of a file; `names` are the parameters that name tables and columns."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    try:
        text = _NAME.sub(lambda found: (names or {})[found[1]], text)
    except KeyError as error:
        raise LineageError(f"sql/{file}: no name for the parameter {error}") from error
    return sqlglot.parse(text, dialect="databricks")[-1]


def query(file: str, catalog: Catalog, names: Mapping[str, str] | None = None) -> Relation:
    """The columns that the query of a file returns, or that its view has."""
    parsed = statement(file, names)
    if isinstance(parsed, exp.Create):
        parsed = parsed.expression
    try:
        return columns_of(parsed, catalog)
    except LineageError as error:
        raise LineageError(f"sql/{file}: {error}") from error


def merge(
    file: str, catalog: Catalog, names: Mapping[str, str] | None = None
) -> tuple[str, Relation]:
    """The table that the MERGE of a file writes, and the values of the columns that it sets."""
    parsed = statement(file, names)
    if not isinstance(parsed, exp.Merge):
        raise LineageError(f"sql/{file}: not a MERGE, got {type(parsed).__name__}")
    source = parsed.args["using"]
    try:
        if isinstance(source, exp.Table):
            relation = catalog(".".join(part.name for part in source.parts))
        else:
            relation = columns_of(source.this, catalog)
        return ".".join(part.name for part in parsed.this.parts), _written(parsed, relation)
    except LineageError as error:
        raise LineageError(f"sql/{file}: {error}") from error


def _written(parsed: exp.Merge, relation: Relation) -> Relation:
    """The values by the columns that they are written to: all by name, or those that are set."""
    alias = parsed.args["using"].alias.lower()

    def column(parts: Sequence[str]) -> Value:
        name = parts[-1].lower()
        if parts[0].lower() != alias or name not in relation:
            raise LineageError(f"merge: not a column of the source, got {'.'.join(parts)}")
        return relation[name]

    written: dict[str, list[Value]] = {}
    for when in parsed.args["whens"].expressions:
        action = when.args["then"]
        if isinstance(action, exp.Insert) and isinstance(action.this, exp.Star):
            set_all(written, relation)
        elif isinstance(action, exp.Update):
            for one in action.expressions:
                if isinstance(one, exp.Star):
                    set_all(written, relation)
                else:
                    value = value_of(one.expression, Scope(column))
                    written.setdefault(one.this.name, []).append(value)
        elif not isinstance(action, exp.Var):
            raise LineageError(f"merge: unknown action, got {action.sql()}")
    return {name: merged(values) for name, values in written.items()}


def set_all(written: dict[str, list[Value]], relation: Relation) -> None:
    """Adds the values of all columns, each to the column of its name."""
    for name, value in relation.items():
        written.setdefault(name, []).append(value)
