"""Contracts as notebooks read them. Plain Python: no Spark."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lakehouse.runtime import contracts as module
from lakehouse.runtime.contracts import ContractError, Contracts


@pytest.fixture
def changed(contracts_file: Path, tmp_path: Path):
    """Writes the contracts with a change, and loads them."""

    def load(change) -> Contracts:
        value = json.loads(contracts_file.read_text())
        change(value)
        path = tmp_path / "contracts.json"
        path.write_text(json.dumps(value))
        return module.load(path)

    return load


def test_what_typescript_renders_is_what_notebooks_read(contracts: Contracts):
    assert set(contracts.feeds) == {"conversations", "deals", "reps", "evaluations"}
    for feed in contracts.feeds.values():
        assert feed.bronze_table in contracts.tables
        assert contracts.table(f"silver.{feed.name}").rules
    assert contracts.feed("conversations").whole_file
    assert not contracts.feed("deals").whole_file


def test_the_contracts_are_looked_for_beside_the_notebooks():
    code = Path(module.__file__).parents[3]
    assert code / "contracts" / "contracts.json" == module.DEPLOYED


def test_missing_contracts_are_named(tmp_path: Path):
    with pytest.raises(ContractError, match=r"no such file, got .*/nowhere\.json"):
        module.load(tmp_path / "nowhere.json")


@pytest.mark.parametrize("kind", ["table", "feed"])
def test_an_unknown_name_is_told_with_the_known_ones(contracts: Contracts, kind: str):
    with pytest.raises(ContractError, match=f"{kind}: unknown, got invoices. Use one of .*deals"):
        getattr(contracts, kind)("invoices")


def test_an_unknown_severity_is_refused(changed):
    def change(value):
        value["tables"]["silver.deals"]["rules"][0]["severity"] = "ignore"

    with pytest.raises(
        ContractError, match="of silver.deals: unknown `severity`, got ignore. Use "
    ):
        changed(change)


def test_an_unknown_schema_evolution_is_refused(changed):
    def change(value):
        value["feeds"]["deals"]["schemaEvolution"] = "guess"

    with pytest.raises(
        ContractError, match="feed deals: unknown `schemaEvolution`, got guess. Use "
    ):
        changed(change)


def test_another_version_is_refused(changed):
    with pytest.raises(ContractError, match="unknown `version`, got 2. This code reads 1"):
        changed(lambda value: value.update(version=2))
