"""Feature tables have their key as primary key; the catalog is a dictionary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.catalog import PrimaryKeyConstraint, TableConstraint, TableInfo
from lakehouse.governance.feature_tables import assert_primary_keys
from lakehouse.governance.findings import REPAIRED, Finding, unrepaired
from lakehouse.runtime.contracts import Contracts

FEATURES = "lakehouse.gold.deal_features"
KEY = ["deal_id", "scoring_version"]


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


def asserted(catalog: PrimaryKeys, contracts: Contracts) -> list[Finding]:
    return assert_primary_keys(catalog, "lakehouse", contracts)  # type: ignore[arg-type]


def test_a_feature_table_gets_its_key_once_and_others_none(contracts: Contracts) -> None:
    catalog = PrimaryKeys()
    assert asserted(catalog, contracts) == [
        Finding("gold.deal_features", "primary key", "deal_id, scoring_version", None)
    ]
    assert catalog.keys == {FEATURES: ("deal_features_pk", KEY)}
    assert asserted(catalog, contracts) == []


def test_another_key_is_replaced(contracts: Contracts) -> None:
    catalog = PrimaryKeys({FEATURES: ("mine", ["deal_id"])})
    [finding] = asserted(catalog, contracts)
    assert (finding.found, finding.outcome) == ("deal_id", REPAIRED)
    assert catalog.keys == {FEATURES: ("deal_features_pk", KEY)}


def test_a_key_that_may_not_be_set_is_told_and_is_no_failure(
    contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = PrimaryKeys()

    def refused(*_: object) -> None:
        raise PermissionDenied("does not own Table 'gold.deal_features'")

    monkeypatch.setattr(catalog, "create", refused)
    found = asserted(catalog, contracts)
    assert [finding.outcome for finding in found] == [
        "left: does not own Table 'gold.deal_features'"
    ]
    assert unrepaired(found) == []


def test_the_table_of_a_pipeline_is_left_to_it(contracts: Contracts) -> None:
    tables = {name: replace(one, is_pipelines=True) for name, one in contracts.tables.items()}
    catalog = PrimaryKeys()
    assert asserted(catalog, replace(contracts, tables=tables)) == []
    assert catalog.keys == {}
