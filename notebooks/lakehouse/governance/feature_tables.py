"""Feature tables: Unity Catalog takes a table for one by its primary key."""

from __future__ import annotations

from collections.abc import Iterator

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.catalog import PrimaryKeyConstraint, TableConstraint

from lakehouse.governance.findings import LEFT, Finding
from lakehouse.runtime.contracts import Contracts, Table


def assert_primary_keys(
    client: WorkspaceClient, catalog: str, contracts: Contracts
) -> list[Finding]:
    """Sets the key of every feature table as its primary key, and returns the differences.

    MERGE on the key keeps it unique. The constraint documents it for the Feature Engineering
    client, Catalog Explorer and BI tools. A constraint that cannot be set is reported and does not
    fail the job. Only a pipeline may alter its tables.
    """
    return [
        finding
        for table in contracts.tables.values()
        if table.is_feature_table and not table.is_pipelines
        for finding in _assert_primary_key(client, catalog, table)
    ]


def _assert_primary_key(client: WorkspaceClient, catalog: str, table: Table) -> Iterator[Finding]:
    full_name = f"{catalog}.{table.name}"
    found = _primary_key(client, full_name)
    if found is not None and found.child_columns == list(table.key):
        return
    outcome = Finding.outcome
    try:
        if found is not None:
            client.table_constraints.delete(full_name, found.name, cascade=False)
        name = f"{table.name.split('.')[-1]}_pk"
        key = PrimaryKeyConstraint(name=name, child_columns=list(table.key))
        client.table_constraints.create(full_name, TableConstraint(primary_key_constraint=key))
    except PermissionDenied as denied:
        outcome = f"{LEFT}{denied}"
    have = None if found is None else ", ".join(found.child_columns)
    yield Finding(table.name, "primary key", ", ".join(table.key), have, outcome)


def _primary_key(client: WorkspaceClient, full_name: str) -> PrimaryKeyConstraint | None:
    constraints = client.tables.get(full_name).table_constraints or []
    keys = (constraint.primary_key_constraint for constraint in constraints)
    return next((key for key in keys if key is not None), None)
