"""Fixtures of access tests: a workspace with calls and governance, and its principals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import StatementParameterListItem

from .. import sample_calls

if TYPE_CHECKING:
    from conftest import LocalWorkspace
    from databricks.sdk.service.sql import StatementResponse

Clients = Callable[[str], WorkspaceClient]


@pytest.fixture(scope="session")
def governed(
    deployed: LocalWorkspace, request: pytest.FixtureRequest, tmp_path_factory
) -> LocalWorkspace:
    """The deployed workspace after calls were ingested and the governance job ran as itself.

    The calls are the real ones, which other tests count, or where there are none generated ones.
    """
    try:
        calls = request.getfixturevalue("shared_data")
    except pytest.skip.Exception:
        calls = tmp_path_factory.mktemp("calls")
        sample_calls.generate(calls)
    deployed.lakehouse("load", str(calls))
    deployed.lakehouse("run", "ingest", "--wait")
    deployed.lakehouse("run", "governance", "--wait")
    return deployed


@pytest.fixture(scope="session")
def signed_in(deployed: LocalWorkspace) -> Clients:
    """The official SDK with the token of a principal, by its name."""
    clients: dict[str, WorkspaceClient] = {}

    def of(principal: str) -> WorkspaceClient:
        if principal not in clients:
            token = deployed.lakehouse("token", principal).stdout.strip()
            clients[principal] = WorkspaceClient(
                host=deployed.host, token=token, auth_type="pat", config_file="/dev/null"
            )
        return clients[principal]

    return of


@pytest.fixture(scope="session")
def people(governed: LocalWorkspace) -> dict[str, str]:
    """The busiest rep, that rep's manager, the declared users, and a stranger in no group."""
    stranger = "stranger@example.com"
    governed.client.users.create(user_name=stranger)
    done = governed.lakehouse("sql", "--json", "-f", "tools/demo/busiest_rep.sql")
    declared = {name: f"{name}@example.com" for name in ("analyst", "reviewer", "pii")}
    return {**json.loads(done.stdout.splitlines()[0]), "stranger": stranger, **declared}


@pytest.fixture(scope="session")
def execute(
    governed: LocalWorkspace, people: dict[str, str], signed_in: Clients
) -> Callable[..., StatementResponse]:
    """Runs a statement as one of `people`, or as the administrator; how it ended, good or bad."""
    warehouse_id = next(iter(governed.client.warehouses.list())).id or ""

    def of(
        who: str, statement: str, schema: str | None = None, **parameters: str
    ) -> StatementResponse:
        client = governed.client if who == "admin" else signed_in(people[who])
        given = [StatementParameterListItem(name=n, value=v) for n, v in parameters.items()]
        return client.statement_execution.execute_statement(
            *(statement, warehouse_id),
            **{"catalog": "lakehouse_local", "schema": schema, "wait_timeout": "50s"},
            parameters=given,
        )

    return of


@pytest.fixture(scope="session")
def leaks(governed: LocalWorkspace, people: dict[str, str]) -> Callable[[str], list[str]]:
    """Finds data in a text that only PII readers may see: titles, transcripts, addresses."""
    calls = governed.rows(
        "select title, transcript.text as texts, participants.email as emails"
        " from lakehouse_local.silver.conversations"
    )
    hidden = set()
    for call in calls:
        # the beginning of a turn: an error message may cut the rest
        texts = [str(call["title"]), *json.loads(call["texts"] or "[]")]
        hidden |= {text[:40] for text in texts if text and len(text) >= 20}
        hidden |= {email for email in json.loads(call["emails"] or "[]") if email}
    # who asks is named in a refusal
    hidden -= set(people.values())

    def of(text: str) -> list[str]:
        return [value for value in hidden if value in text]

    assert len(of("\n".join(str(call) for call in calls))) > len(calls)
    return of
