"""Tables of the contracts as a pipeline declares its datasets."""

from __future__ import annotations

from typing import Any

from lakehouse.runtime.contracts import Table

_BASE_PROPERTIES = {"delta.enableDeletionVectors": "true"}


def declared(table: Table, *, layout: str) -> dict[str, Any]:
    """The arguments of `dp.table` and `dp.materialized_view` that a contract answers.

    Keys are not declared NOT NULL: the rules see to it that they are there, and say so by record.
    """
    clustered = layout == "liquid" and table.layout_columns
    return {
        "name": table.name,
        "comment": table.comment,
        "schema": ", ".join(
            f"`{c.name}` {c.type} COMMENT '{_quoted(c.comment)}'" for c in table.columns
        ),
        "table_properties": {**_BASE_PROPERTIES, **table.properties},
        **({"cluster_by": list(table.layout_columns)} if clustered else {}),
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
