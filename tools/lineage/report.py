"""The lineage as JSON: for each column what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lineage.steps import compute
from lineage.values import LineageError, Value

_ORDER = ("landing", "bronze", "silver", "gold")


def lineage_json(model: Mapping[str, Any]) -> dict[str, Any]:
    """By table and column the sources of the column, and its origins that are no column.

    Beside it the SQL files that were read: a change of one of them may change the lineage.
    """
    lineage = compute(model)
    tables = {
        table: {
            name: _column(f"{table}.{name}", relation.get(name))
            for name in _declared(model, table, relation)
        }
        for table, relation in sorted(lineage.tables.items(), key=lambda item: _rank(item[0]))
    }
    return {"files": sorted(lineage.files), "tables": tables}


def _declared(model: Mapping[str, Any], table: str, relation: Mapping[str, Value]) -> list[str]:
    """The columns of a table's contract; a view has those that it selects."""
    if table not in model["tables"]:
        return list(relation)
    return [column["name"] for column in model["tables"][table]["columns"]]


def _column(name: str, value: Value | None) -> dict[str, Any]:
    if value is None:
        raise LineageError(f"column: no statement writes it, got {name}")
    whole = value.every()
    # of what the table has already, a column is not made
    sources = {s: how for s, how in whole.sources.items() if f"{s.table}.{s.column}" != name}
    if not sources and not whole.made:
        raise LineageError(f"column: without a source, got {name}")
    return {
        "sources": [
            {
                "table": source.table,
                "column": source.column,
                **({"field": source.field} if source.field else {}),
                "how": how.name.lower(),
            }
            for source, how in sorted(sources.items())
        ],
        # arguments of functions tell nothing of a value that is made of others
        "made": sorted(whole.made - {"constant"} if sources else whole.made),
    }


def _rank(table: str) -> tuple[int, str]:
    return _ORDER.index(table.split(".")[0]), table
