"""Every principal, securable and action of the declared model, tried on a deployed workspace."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, PermissionDenied
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.sql import StatementState

if TYPE_CHECKING:
    from conftest import LocalWorkspace

PROJECT = Path(__file__).resolve().parents[2]
CATALOG = "lakehouse_local"
AFTER_SERVING = {
    ("function", f"{CATALOG}.gold.predict_deal_outcome"),
    ("table", f"{CATALOG}.gold.deal_win_probabilities"),
}
ANYBODY = "anybody else"
ANYBODY_IS = ("rep", "manager", "stranger")
PROBE = "access_probe"

# by type of securable and action: a statement that changes no row
STATEMENTS = {
    ("catalog", "USE_CATALOG"): "use catalog {name}",
    ("catalog", "CREATE_SCHEMA"): f"create schema {{name}}.{PROBE}",
    ("catalog", "MANAGE"): "show grants on catalog {name}",
    ("schema", "USE_SCHEMA"): "use {name}",
    ("schema", "CREATE_TABLE"): f"create table {{name}}.{PROBE} (value int)",
    ("schema", "CREATE_FUNCTION"): f"create function {{name}}.{PROBE}() returns int return 1",
    ("schema", "MANAGE"): "show grants on schema {name}",
    ("table", "BROWSE"): "describe table {name}",
    ("table", "SELECT"): "select 1 from {name} limit 0",
    ("table", "MODIFY"): "delete from {name} where false",
    ("table", "MANAGE"): "show grants on table {name}",
    ("volume", "MANAGE"): "show grants on volume {name}",
    ("function", "BROWSE"): "describe function {name}",
    ("function", "EXECUTE"): "select {name}({value}) limit 0",
    ("function", "MANAGE"): "show grants on function {name}",
}
LETTERS = {
    **{"USE_CATALOG": "u", "USE_SCHEMA": "u", "BROWSE": "b", "SELECT": "S", "MODIFY": "M"},
    **{"CREATE_SCHEMA": "D", "CREATE_TABLE": "T", "CREATE_FUNCTION": "F", "CREATE_VOLUME": "V"},
    **{"READ_VOLUME": "R", "WRITE_VOLUME": "W", "EXECUTE": "X", "MANAGE": "G"},
}

Outcome = dict[str, Any]


@pytest.fixture(scope="module")
def declared() -> list[Outcome]:
    """Access that the synthesised stack and the SQL of its governance job allow and refuse."""
    done = subprocess.run(
        ["node", "--import", "tsx", "tools/access-matrix.ts"],
        **{"cwd": PROJECT, "capture_output": True, "text": True, "timeout": 120},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def warehouse_id(governed: LocalWorkspace) -> str:
    return next(iter(governed.client.warehouses.list())).id or ""


def test_every_pair_is_as_declared(
    governed: LocalWorkspace,
    declared: list[Outcome],
    people: dict[str, str],
    warehouse_id: str,
    signed_in: Callable[[str], WorkspaceClient],
    capsys: pytest.CaptureFixture[str],
) -> None:
    tried: dict[tuple[str, str, str], str] = {}
    for outcome in declared:
        for principal in principals(outcome, people):
            found = attempt(signed_in(principal), warehouse_id, outcome)
            tried[principal, outcome["securable"]["full_name"], outcome["action"]] = found
            if found == "allowed":
                undo(governed.client, warehouse_id, outcome)
    expected = {
        (principal, outcome["securable"]["full_name"], outcome["action"]): (
            "allowed" if outcome["allowed"] else "refused"
        )
        for outcome in declared
        for principal in principals(outcome, people)
    }
    with capsys.disabled():
        print(f"\n{matrix(tried, expected)}")
    wrong = {pair: found for pair, found in tried.items() if found != expected[pair]}
    assert wrong == {}
    assert {"allowed", "refused"} == set(tried.values())


def test_the_model_has_every_securable_of_the_lakehouse(
    governed: LocalWorkspace, declared: list[Outcome]
) -> None:
    named = {(o["securable"]["securable_type"], o["securable"]["full_name"]) for o in declared}
    there = {("catalog", CATALOG)}
    for schema in sorted(name for kind, name in named if kind == "schema"):
        within = schema.split(".")[1]
        there.add(("schema", str(governed.client.schemas.get(schema).full_name)))
        for table in governed.client.tables.list(CATALOG, within):
            there.add(("table", str(table.full_name)))
        for volume in governed.client.volumes.list(CATALOG, within):
            there.add(("volume", str(volume.full_name)))
        shown = governed.rows(f"show user functions in {schema}")
        # those of a session are listed too, and are in no schema
        functions = [str(row["function"]) for row in shown]
        there |= {("function", name) for name in functions if name.startswith(f"{schema}.")}
    # the job that serves a version creates these; another test may have served one
    assert there - AFTER_SERVING == named


def principals(outcome: Outcome, people: dict[str, str]) -> list[str]:
    """Principals that try an outcome: for undeclared ones a rep, a manager and a stranger."""
    named = outcome["principal"]
    return [people[who] for who in ANYBODY_IS] if named == ANYBODY else [named]


def attempt(client: WorkspaceClient, warehouse_id: str, outcome: Outcome) -> str:
    """`allowed`, `refused`, or what went wrong instead."""
    securable = outcome["securable"]
    kind, name, action = securable["securable_type"], securable["full_name"], outcome["action"]
    path = f"/Volumes/{name.replace('.', '/')}"
    catalog, _, schema = name.partition(".")
    try:
        if action == "CREATE_VOLUME":
            client.volumes.create(catalog, schema, PROBE, VolumeType.MANAGED)
        elif action == "READ_VOLUME":
            list(client.files.list_directory_contents(path))
        elif action == "WRITE_VOLUME":
            client.files.upload(f"{path}/{PROBE}/file.txt", io.BytesIO(b""))
        else:
            value = ", ".join(["null"] * securable.get("takes_values", 0))
            statement = STATEMENTS[kind, action].format(name=name, value=value)
            return run(client, warehouse_id, statement)
    except PermissionDenied as denied:
        return "refused" if "User does not have" in str(denied) else str(denied)
    except DatabricksError as error:
        return str(error)
    return "allowed"


def run(client: WorkspaceClient, warehouse_id: str, statement: str) -> str:
    answer = client.statement_execution.execute_statement(
        statement, warehouse_id, wait_timeout="50s"
    )
    if answer.status.state is StatementState.SUCCEEDED:
        return "allowed"
    message = str(answer.status.error.message)
    is_refusal = (
        message.startswith("[INSUFFICIENT_PERMISSIONS]") and "User does not have" in message
    )
    return "refused" if is_refusal else message


def undo(admin: WorkspaceClient, warehouse_id: str, outcome: Outcome) -> None:
    """Takes away what an allowed try left."""
    name, action = outcome["securable"]["full_name"], outcome["action"]
    if action == "WRITE_VOLUME":
        folder = f"/Volumes/{name.replace('.', '/')}/{PROBE}"
        admin.files.delete(f"{folder}/file.txt")
        admin.files.delete_directory(folder)
    elif action == "CREATE_VOLUME":
        admin.volumes.delete(f"{name}.{PROBE}")
    elif action.startswith("CREATE_"):
        kind = action.removeprefix("CREATE_").lower()
        assert run(admin, warehouse_id, f"drop {kind} {name}.{PROBE}") == "allowed"


def matrix(tried: dict[tuple[str, str, str], str], expected: dict[Any, str]) -> str:
    """One row per securable, one column per principal; a letter is an action that was allowed."""
    who = list(dict.fromkeys(principal for principal, _, _ in tried))
    names = list(dict.fromkeys(name for _, name, _ in tried))
    width = max(map(len, names))
    lines = [", ".join(f"{letter} {action}" for action, letter in LETTERS.items())]
    lines += [f"  {column}: {principal}" for column, principal in enumerate(who, start=1)]
    lines.append(" " * width + "".join(f"  {column:<6}" for column in range(1, len(who) + 1)))
    for name in names:
        cells = []
        for principal in who:
            of = {a: tried[p, n, a] for p, n, a in tried if (p, n) == (principal, name)}
            letters = "".join(LETTERS[a] if found == "allowed" else "." for a, found in of.items())
            right = all(expected[principal, name, action] == of[action] for action in of)
            cells.append(f"  {letters + ('' if right else '!'):<6}")
        lines.append(f"{name:<{width}}{''.join(cells)}")
    lines.append(f"{len(tried)} pairs tried")
    return "\n".join(lines)
