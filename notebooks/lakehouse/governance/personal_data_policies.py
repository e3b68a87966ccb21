"""Attribute-based policies: governed tags on personal data, and masks and filters by tag.

Policies are on the catalog, so they cover each tagged column of each table below it: documents of
bronze, quarantined records, and columns that a contract marks later. The jobs' principal and PII
readers are excepted: an excepted principal keeps history, time travel and constraints.

Sources: Databricks documentation, "Create and manage ABAC policies", "ABAC requirements, quotas,
and limitations" and "Governed tags"; REST reference, "ABAC policies" and "Entity tag assignments".
The REST API is called by path: the SDK of older runtimes has no methods for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from databricks.sdk import WorkspaceClient

from lakehouse.governance.findings import Finding
from lakehouse.runtime.contracts import Column, ContractError, Contracts, Table

TAG = "lakehouse_personal_data"
"""The key of the governed tag. An account admin creates it, with the values of MASKS."""

MASKS: Mapping[str, str] = {
    "email": "mask_email",
    "name": "mask_name",
    "participants": "mask_participants",
    "text": "mask_text",
    "texts": "mask_texts",
    "transcript": "mask_transcript",
}
"""The function of schema governance that masks a column, by the value of its tag."""

_EVERYONE = "account users"
_POLICIES = "/api/2.1/unity-catalog/policies"
_TAGS = "/api/2.1/unity-catalog/entity-tag-assignments"
_TAG_POLICIES = "/api/2.1/tag-policies"
_NESTED = {
    "ARRAY<STRUCT<participant_id:STRING,name:STRING,email:STRING,role:STRING>>": "participants",
    "ARRAY<STRUCT<turn_index:INT,speaker_id:STRING,role:STRING,text:STRING>>": "transcript",
}


class TagNotGoverned(Exception):
    """The account has no governed tag for personal data, or not with each value."""


@dataclass(frozen=True)
class Excepted:
    """Principals that policies except."""

    jobs: str
    pii_readers: str
    data_engineers: str
    """They read rejected records, whose payload is masked for them."""


def tag_value(column: Column) -> str | None:
    """The value of a column's tag; none for a column without personal data.

    A column that the row predicate compares has no tag: a policy masks it for the session user of
    the secured views, too, and the predicate then finds no rep.
    """
    if column.pii is None or column.is_read_by_row_predicate:
        return None
    kind = re.sub(r"\s", "", column.type)
    if isinstance(column.pii, str):
        if kind == "STRING":
            return column.pii
        if kind == "ARRAY<STRING>" and column.pii == "text":
            return "texts"
    elif kind in _NESTED:
        return _NESTED[kind]
    raise ContractError(f"pii of column {column.name}: the type has no mask, got {column.type}")


def tags(contracts: Contracts) -> dict[str, str]:
    """The value of each tagged column, by schema, table and column."""
    return {
        f"{table.name}.{column.name}": value
        for table in contracts.tables.values()
        for column in table.columns
        if (value := tag_value(column)) is not None
    }


def policies(catalog: str, excepted: Excepted) -> dict[str, dict[str, Any]]:
    """The policies as the REST API has them, by name."""
    common = {
        "for_securable_type": "TABLE",
        "to_principals": [_EVERYONE],
        "except_principals": [excepted.jobs, excepted.pii_readers],
    }
    masks = {
        f"personal_data_{value}": {
            **common,
            "on_securable_type": "CATALOG",
            "on_securable_fullname": catalog,
            "policy_type": "POLICY_TYPE_COLUMN_MASK",
            "match_columns": [
                {"condition": f"has_tag_value('{TAG}', '{value}')", "alias": "personal_data"}
            ],
            "column_mask": {
                "function_name": f"{catalog}.governance.{function}",
                "on_column": "personal_data",
            },
        }
        for value, function in MASKS.items()
    }
    rejected = {
        **common,
        "on_securable_type": "TABLE",
        "on_securable_fullname": f"{catalog}.silver.quarantine",
        "except_principals": [excepted.jobs, excepted.data_engineers],
        "policy_type": "POLICY_TYPE_ROW_FILTER",
        "row_filter": {"function_name": f"{catalog}.governance.sees_rejected_records"},
    }
    return {**masks, "rejected_records": rejected}


def assert_policies(
    client: WorkspaceClient, catalog: str, contracts: Contracts, excepted: Excepted
) -> list[Finding]:
    """Tags the columns and creates the policies as declared, and returns what differed."""
    require_governed_tag(client)
    # first the policies: a column is masked from the moment that it has its tag
    found = list(_assert_policies(client, policies(catalog, excepted)))
    for table in contracts.tables.values():
        found += _assert_tags(client, catalog, table)
    return found


def require_governed_tag(client: WorkspaceClient) -> None:
    """Raises an error where the governed tag is missing, or one of its values."""
    listed = _dictionary(client.api_client.do("GET", _TAG_POLICIES, query={"page_size": 1000}))
    known = {tag["tag_key"]: tag for tag in listed.get("tag_policies", [])}
    values = {value["name"] for value in known.get(TAG, {}).get("values", [])}
    if missing := sorted(MASKS.keys() - values):
        raise TagNotGoverned(
            f"governed tag {TAG}: values are missing, got no {', '.join(missing)}."
            " An account admin creates the tag: see docs/guides/governance.md"
        )


def _assert_policies(
    client: WorkspaceClient, declared: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    scopes = {(p["on_securable_type"], p["on_securable_fullname"]) for p in declared.values()}
    found = {
        policy["name"]: policy for scope in sorted(scopes) for policy in _existing(client, *scope)
    }
    for name, policy in declared.items():
        have = found.get(name)
        if have is not None and _essence(have) == _essence(policy):
            continue
        body = {"name": name, **policy}
        if have is None:
            client.api_client.do("POST", _POLICIES, body=body)
        else:
            path = f"{_POLICIES}/{policy['on_securable_type']}/{policy['on_securable_fullname']}"
            client.api_client.do("PATCH", f"{path}/{name}", body=body)
        yield Finding(
            policy["on_securable_fullname"].partition(".")[2] or "catalog",
            f"policy {name}",
            _essence(policy),
            None if have is None else _essence(have),
        )


def _existing(client: WorkspaceClient, kind: str, full_name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    query: dict[str, str] = {}
    while True:
        page = _dictionary(
            client.api_client.do("GET", f"{_POLICIES}/{kind}/{full_name}", query=query)
        )
        listed += page.get("policies", [])
        if not (token := page.get("next_page_token")):
            return listed
        query = {"page_token": token}


def _essence(policy: Mapping[str, Any]) -> str:
    """The effect of a policy: the platform adds fields, and has two spellings of tag functions."""
    options: Mapping[str, Any] = policy.get("column_mask") or policy.get("row_filter") or {}
    columns: list[Mapping[str, Any]] = policy.get("match_columns") or []
    conditions = [re.sub(r"[_\s]", "", column["condition"]).lower() for column in columns]
    return " ".join(
        [
            *(policy["policy_type"].removeprefix("POLICY_TYPE_"), options.get("function_name", "")),
            *("to", ", ".join(sorted(policy.get("to_principals") or []))),
            *("except", ", ".join(sorted(policy.get("except_principals") or []))),
            *(["where", ", ".join(conditions)] if conditions else []),
            *(["when", policy["when_condition"]] if policy.get("when_condition") else []),
        ]
    )


def _assert_tags(client: WorkspaceClient, catalog: str, table: Table) -> Iterator[Finding]:
    """Gives each column of a table exactly its tag."""
    for column in table.columns:
        # a column that never had a tag costs no request
        if column.pii is None:
            continue
        name = f"{catalog}.{table.name}.{column.name}"
        path = f"{_TAGS}/columns/{quote(name)}/tags"
        want = tag_value(column)
        listed = _dictionary(client.api_client.do("GET", path)).get("tag_assignments", [])
        have = next((tag.get("tag_value", "") for tag in listed if tag["tag_key"] == TAG), None)
        if want == have:
            continue
        if want is None:
            client.api_client.do("DELETE", f"{path}/{TAG}")
        else:
            assignment = {
                "entity_type": "columns",
                "entity_name": name,
                "tag_key": TAG,
                "tag_value": want,
            }
            if have is None:
                client.api_client.do("POST", _TAGS, body=assignment)
            else:
                client.api_client.do("PATCH", f"{path}/{TAG}", body=assignment)
        yield Finding(f"{table.name}.{column.name}", f"tag {TAG}", want, have)


def _dictionary(answer: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
