"""The method of the protocol: JSON in, JSON out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cluster.access import StatementAccess, StatementRefused, statement_access

CATALOG_AND_SCHEMA = {"catalog": "spark_catalog", "schema": "silver"}


def call(statement: str, **more: Any) -> dict[str, Any]:
    """The answer as it comes over the wire."""
    params = CATALOG_AND_SCHEMA | {"statement": statement} | more
    return json.loads(json.dumps(statement_access(params)))


def test_answer() -> None:
    assert call("create or replace table t as select 1") == {
        "kind": "ddl",
        "reads_only": False,
        "requirements": [
            {
                "privilege": privilege,
                "securable_type": securable_type,
                "full_name": full_name,
                "only_if_exists": only_if_exists,
            }
            for privilege, securable_type, full_name, only_if_exists in (
                ("USE_CATALOG", "catalog", "spark_catalog", False),
                ("USE_SCHEMA", "schema", "spark_catalog.silver", False),
                ("CREATE_TABLE", "schema", "spark_catalog.silver", False),
                ("OWNER", "table", "spark_catalog.silver.t", True),
            )
        ],
        "creates": [{"securable_type": "table", "full_name": "spark_catalog.silver.t"}],
        "drops": [],
        "alters": [],
        "renames": [],
        "command": None,
        "lists": None,
    }


def test_renames() -> None:
    assert call("alter table t rename to u")["renames"] == [
        {
            "from": {"securable_type": "table", "full_name": "spark_catalog.silver.t"},
            "to": {"securable_type": "table", "full_name": "spark_catalog.silver.u"},
        }
    ]


def test_what_the_catalog_answers_itself() -> None:
    assert call("revoke all privileges on function f from `a b`")["command"] == {
        "action": "revoke",
        "securable": {"securable_type": "function", "full_name": "spark_catalog.silver.f"},
        "principal": "a b",
        "privileges": ["ALL_PRIVILEGES"],
    }
    assert call("show grants on catalog spark_catalog")["command"] == {
        "action": "show_grants",
        "securable": {"securable_type": "catalog", "full_name": "spark_catalog"},
        "principal": None,
        "privileges": [],
    }
    assert call("alter schema gold owner to `x@example.com`")["command"] == {
        "action": "set_owner",
        "securable": {"securable_type": "schema", "full_name": "spark_catalog.gold"},
        "principal": "x@example.com",
        "privileges": [],
    }


def test_lists() -> None:
    assert call("show views in gold")["lists"] == {
        "securable_type": "table",
        "parent": "spark_catalog.gold",
    }
    assert call("show catalogs")["lists"] == {"securable_type": "catalog", "parent": ""}


def test_parameters() -> None:
    answer = call(
        "select * from identifier(:t) where a = :n",
        parameters=[{"name": "t", "value": "gold.x"}, {"name": "n", "value": None, "type": "INT"}],
    )
    assert answer["requirements"][-1]["full_name"] == "spark_catalog.gold.x"


def test_refusal() -> None:
    assert call("add jar 'x'") == {
        "error": {
            "error_code": "UNSUPPORTED_FEATURE",
            "message": "ADD is refused: it would load code or files into the engine."
            " See docs/reference/parity.md: the product does not use the statement",
        }
    }


@pytest.mark.parametrize(
    ("statement", "pointer"),
    [
        ("create policy p on catalog c", ": `create policy` is absent: The REST API creates"),
        ("Create  OR replace\npolicy p", ": `create or replace policy` is absent: "),
        ("drop policy p on catalog c", ": `drop policy` is absent: "),
        ("show policies on catalog c", ": `show policies` is absent: "),
        ("set tag on column t.a a = b", ": `set tag` is absent: "),
        ("unset tag on column t.a a", ": `unset tag` is absent: "),
        ("create governed tag a", ": `create governed tag` is absent: "),
        ("select reflect('a', 'b')", ", entry `select`"),
    ],
)
def test_a_refusal_points_to_its_entry_in_the_ledger(statement: str, pointer: str) -> None:
    error = call(statement)["error"]
    assert error["error_code"] == "UNSUPPORTED_FEATURE"
    assert f". See docs/reference/parity.md{pointer}" in error["message"]


def test_the_callers_own_functions_and_check() -> None:
    def refuse(statement: str, access: StatementAccess) -> None:
        raise StatementRefused("PARSE_SYNTAX_ERROR", f"{statement}: {len(access.requirements)}")

    params = CATALOG_AND_SCHEMA | {"statement": "select f(1)"}
    known = statement_access(params, is_builtin=lambda name: name == "f")
    assert known["requirements"] == []
    refused = statement_access(params, engine_check=refuse)
    assert refused["error"]["message"] == "select f(1): 3"


@pytest.mark.parametrize(
    ("statement", "action", "catalog", "patterns"),
    [
        ("show schemas in all catalogs like 'a*'", "show_schemas", "", ("a*", None, None)),
        ("show tables in all catalogs", "show_tables", "", (None, None, None)),
        (
            "SHOW TABLES IN CATALOG `spark_catalog` SCHEMA LIKE 's' LIKE 't%'",
            *("show_tables", "spark_catalog", ("s", "t%", None)),
        ),
        (
            "show columns in catalog spark_catalog schema like 's' table like 't' like 'c'",
            *("show_columns", "spark_catalog", ("s", "t", "c")),
        ),
        (
            "show columns in all catalogs table like 't'",
            *("show_columns", "", (None, "t", None)),
        ),
    ],
)
def test_lists_over_catalogs_are_answered_by_the_catalog(
    statement: str, action: str, catalog: str, patterns: tuple[str | None, ...]
) -> None:
    access = call(statement)
    assert access["command"] == {
        "action": action,
        "securable": {"securable_type": "catalog", "full_name": catalog},
        "principal": None,
        "privileges": [],
        "patterns": dict(zip(("schema", "table", "column"), patterns, strict=True)),
    }
    needed = [one["privilege"] for one in access["requirements"]]
    assert needed == (["USE_CATALOG"] if catalog else [])
    assert access["lists"] is None


def test_a_list_over_catalogs_has_no_other_clause() -> None:
    error = call("show tables in all catalogs table like 'a'")["error"]
    assert error["error_code"] == "PARSE_SYNTAX_ERROR"
