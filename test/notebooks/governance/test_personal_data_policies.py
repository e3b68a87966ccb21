"""Policies and tags of personal data; the workspace is a dictionary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lakehouse.governance.findings import Finding
from lakehouse.governance.personal_data_policies import (
    MASKS,
    TAG,
    Excepted,
    TagNotGoverned,
    assert_policies,
    policies,
    tag_value,
    tags,
)
from lakehouse.runtime.contracts import Column, ContractError, Contracts

EXCEPTED = Excepted(jobs="jobs", pii_readers="pii readers", data_engineers="engineers")
UC = "/api/2.1/unity-catalog"


class Workspace:
    """A client of a workspace that keeps policies, tags and governed tags."""

    def __init__(self) -> None:
        self.policies: dict[str, dict[str, Any]] = {}
        self.tags: dict[str, dict[str, str]] = {}
        self.governed: dict[str, list[str]] = {TAG: sorted(MASKS)}
        self.changes: list[str] = []
        self.api_client = self

    def do(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Any:
        if method != "GET":
            self.changes.append(f"{method} {path.removeprefix(UC)}")
        if path == "/api/2.1/tag-policies":
            named = {key: [{"name": v} for v in values] for key, values in self.governed.items()}
            return {"tag_policies": [{"tag_key": k, "values": v} for k, v in named.items()]}
        parts = path.removeprefix(UC).strip("/").split("/")
        if parts[0] == "policies":
            return self._policies(method, parts[1:], body or {})
        return self._tags(method, parts[1:], body or {})

    def _policies(self, method: str, parts: list[str], body: dict[str, Any]) -> Any:
        if method == "GET":
            there = [
                {**policy, "id": name, "created_by": "jobs"}
                for name, policy in self.policies.items()
                if [policy["on_securable_type"], policy["on_securable_fullname"]] == parts
            ]
            return {"policies": there} if there else {}
        assert (method == "POST") == (body["name"] not in self.policies)
        self.policies[body["name"]] = body
        return body

    def _tags(self, method: str, parts: list[str], body: dict[str, Any]) -> Any:
        name = body.get("entity_name") or parts[1]
        of = self.tags.setdefault(name, {})
        if method == "GET":
            assigned = [{"tag_key": k, "tag_value": v} for k, v in of.items()]
            return {"tag_assignments": assigned} if assigned else {}
        if method == "DELETE":
            del of[parts[3]]
        else:
            assert (method == "POST") == (body["tag_key"] not in of)
            of[body["tag_key"]] = body["tag_value"]
        return {}


def asserted(workspace: Workspace, contracts: Contracts) -> list[Finding]:
    return assert_policies(workspace, "lakehouse", contracts, EXCEPTED)  # type: ignore[arg-type]


def test_each_marked_column_of_each_table_is_tagged(contracts: Contracts) -> None:
    found = tags(contracts)
    assert found["bronze.conversations_raw.payload"] == "text"
    assert found["silver.quarantine.payload"] == "text"
    assert found["silver.conversations.transcript"] == "transcript"
    assert found["silver.conversations.participants"] == "participants"
    assert found["silver.conversation_signals.evidence"] == "texts"
    marked = {
        f"{table.name}.{column.name}"
        for table in contracts.tables.values()
        for column in table.columns
        if column.pii is not None
    }
    # the row predicate compares these, as the session user
    assert marked - found.keys() == {"silver.reps.email", "silver.reps.manager_email"}


@pytest.mark.parametrize(
    ("kind", "pii"),
    [
        ("INT", "text"),
        ("ARRAY<STRING>", "email"),
        ("ARRAY<STRUCT<name: STRING>>", {"name": "name"}),
    ],
)
def test_a_type_without_a_mask_is_an_error(kind: str, pii: Any) -> None:
    with pytest.raises(ContractError, match="the type has no mask"):
        tag_value(Column("x", kind, pii=pii))


def test_policies_are_on_the_catalog_and_except_the_jobs_principal() -> None:
    declared = policies("lakehouse", EXCEPTED)
    masks = [p for p in declared.values() if p["policy_type"] == "POLICY_TYPE_COLUMN_MASK"]
    assert len(masks) == len(MASKS)
    for policy in masks:
        assert policy["on_securable_type"] == "CATALOG"
        assert policy["to_principals"] == ["account users"]
        assert policy["except_principals"] == ["jobs", "pii readers"]
    rejected = declared["rejected_records"]
    assert rejected["on_securable_fullname"] == "lakehouse.silver.quarantine"
    assert rejected["except_principals"] == ["jobs", "engineers"]


def test_policies_come_before_tags_and_a_second_run_changes_nothing(contracts: Contracts) -> None:
    workspace = Workspace()
    findings = asserted(workspace, contracts)
    assert len(findings) == len(MASKS) + 1 + len(tags(contracts))
    assert {finding.outcome for finding in findings} == {"repaired"}
    kinds = [change.split("/")[1] for change in workspace.changes]
    assert kinds == sorted(kinds, key=["policies", "entity-tag-assignments"].index)
    assert {
        name.removeprefix("lakehouse."): of[TAG] for name, of in workspace.tags.items() if of
    } == tags(contracts)
    workspace.changes.clear()
    assert asserted(workspace, contracts) == []
    assert workspace.changes == []


def test_a_manual_change_is_repaired_and_reported(contracts: Contracts) -> None:
    workspace = Workspace()
    asserted(workspace, contracts)
    name = "personal_data_text"
    workspace.policies[name] = {
        **workspace.policies[name],
        "except_principals": ["jobs", "pii readers", "intern"],
    }
    # the platform may name the functions of tags otherwise
    [matched] = workspace.policies["personal_data_name"]["match_columns"]
    matched["condition"] = matched["condition"].replace("has_tag_value", "hasTagValue")
    workspace.tags["lakehouse.silver.conversations.title"] = {}
    workspace.tags["lakehouse.silver.reps.email"] = {TAG: "email"}
    findings = {
        f"{finding.securable}: {finding.property}": finding
        for finding in asserted(workspace, contracts)
    }
    assert findings.keys() == {
        f"catalog: policy {name}",
        f"silver.conversations.title: tag {TAG}",
        f"silver.reps.email: tag {TAG}",
    }
    assert "intern" in str(findings[f"catalog: policy {name}"].found)
    assert workspace.policies[name]["except_principals"] == ["jobs", "pii readers"]
    assert workspace.tags["lakehouse.silver.conversations.title"] == {TAG: "text"}
    assert workspace.tags["lakehouse.silver.reps.email"] == {}


def test_a_column_that_a_contract_marks_later_is_tagged(contracts: Contracts) -> None:
    workspace = Workspace()
    asserted(workspace, contracts)
    deals = contracts.table("silver.deals")
    marked = replace(deals, columns=(*deals.columns, Column("contact", "STRING", pii="name")))
    later = replace(contracts, tables={**contracts.tables, "silver.deals": marked})
    assert [f.securable for f in asserted(workspace, later)] == ["silver.deals.contact"]


@pytest.mark.parametrize("governed", [{}, {TAG: ["email", "name", "text"]}])
def test_without_the_governed_tag_nothing_changes(
    contracts: Contracts, governed: dict[str, list[str]]
) -> None:
    workspace = Workspace()
    workspace.governed = governed
    with pytest.raises(TagNotGoverned, match="participants"):
        asserted(workspace, contracts)
    assert workspace.changes == []
