"""The primary keys of tables, by the calls of the SDK that set them."""

from __future__ import annotations

from databricks.sdk.service.catalog import PrimaryKeyConstraint, TableConstraint, TableInfo


class PrimaryKeys:
    """A client of a workspace that knows a table by its primary key: its name and its columns."""

    def __init__(self, keys: dict[str, tuple[str, list[str]]] | None = None) -> None:
        self.keys = keys or {}
        self.tables = self.table_constraints = self

    def get(self, full_name: str) -> TableInfo:
        key = self.keys.get(full_name)
        constraint = key and TableConstraint(
            primary_key_constraint=PrimaryKeyConstraint(name=key[0], child_columns=key[1])
        )
        return TableInfo(table_constraints=[constraint] if constraint else None)

    def create(self, full_name: str, constraint: TableConstraint) -> None:
        assert full_name not in self.keys
        key = constraint.primary_key_constraint
        assert key is not None
        self.keys[full_name] = (key.name, key.child_columns)

    def delete(self, full_name: str, constraint_name: str, *, cascade: bool) -> None:
        assert self.keys[full_name][0] == constraint_name
        assert not cascade
        del self.keys[full_name]
