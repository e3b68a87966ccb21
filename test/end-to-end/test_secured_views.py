"""Tries to get more out of the secured views than they show: by own views, copies and errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import LocalWorkspace
    from databricks.sdk.service.sql import StatementResponse

VIEW = "gold.conversation_details"
SIGNALS = "gold.conversation_signal_details"
OWN = "lakehouse_local.own_views"
# who may make things in one schema; of calls each sees the own, all, or none
WHO = ("analyst", "rep", "manager", "reviewer", "pii", "stranger")

Run = Callable[..., list[list[str | None]]]


@pytest.fixture(scope="module")
def run(governed: LocalWorkspace, people, execute) -> Iterator[Run]:
    """The rows of a statement of `who`, in a schema in which everyone makes views and tables."""
    created = ["USE SCHEMA", "CREATE TABLE", "CREATE FUNCTION"]
    for statement in (
        f"create schema {OWN}",
        f"grant {', '.join(created)} on schema {OWN} to `account users`",
    ):
        answer: StatementResponse = execute("admin", statement)
        assert not answer.status.error, answer.status.error

    def rows(who: str, statement: str) -> list[list[str | None]]:
        answer = execute(who, statement, schema="own_views")
        assert not answer.status.error, f"{who}: {statement}: {answer.status.error.message}"
        return list((answer.result and answer.result.data_array) or [])

    yield rows
    assert not execute("admin", f"drop schema {OWN} cascade").status.error


@pytest.fixture(scope="module")
def visible(governed: LocalWorkspace, people: dict[str, str]) -> dict[str, set[str]]:
    """The calls that each may see, by the addresses in silver.reps."""
    calls = governed.rows(
        "select c.call_id, r.email, r.manager_email from lakehouse_local.silver.conversations as c"
        " join lakehouse_local.silver.reps as r on c.rep_id = r.rep_id"
    )

    def of(who: str) -> set[str]:
        sign_in = people[who].lower()
        return {
            str(call["call_id"])
            for call in calls
            if who == "reviewer"
            or sign_in in (str(call["email"]).strip().lower(), str(call["manager_email"]).lower())
        }

    found = {who: of(who) for who in WHO}
    assert found["stranger"] == found["analyst"] == found["pii"] == set()
    assert 0 < len(found["rep"]) < len(found["manager"]) < len(found["reviewer"])
    return found


def ids(rows: list[list[str | None]]) -> set[str]:
    return {str(row[0]) for row in rows}


@pytest.mark.parametrize("who", WHO)
def test_a_view_shows_the_own_calls_masked(who: str, run: Run, visible, leaks) -> None:
    rows = run(who, f"select * from {VIEW}")
    assert ids(rows) == visible[who]
    assert leaks(json.dumps(rows, ensure_ascii=False)) == []
    signals = run(who, f"select call_id, reason, evidence from {SIGNALS}")
    assert ids(signals) <= visible[who]
    assert all(str(row[1]).startswith("[masked: ") for row in signals if row[1] is not None)


@pytest.mark.parametrize(
    ("owner", "reader"), [("reviewer", "rep"), ("reviewer", "stranger"), ("rep", "analyst")]
)
def test_a_view_of_somebody_over_the_view_shows_what_its_reader_may_see(
    owner: str, reader: str, run: Run, visible, leaks
) -> None:
    view = f"{OWN}.of_{owner}"
    run(owner, f"create or replace view {view} as with v as (select * from {VIEW}) select * from v")
    run(owner, f"grant select on table {view} to `account users`")
    for statement in (
        f"with x as (select * from {view}) select * from x",
        f"select * from {VIEW} where call_id in (select call_id from {view})"
        f" union select * from {view}",
    ):
        rows = run(reader, statement)
        assert ids(rows) == visible[reader], statement
        assert leaks(json.dumps(rows, ensure_ascii=False)) == []


@pytest.mark.parametrize("who", ["rep", "stranger"])
def test_a_copy_holds_what_its_maker_saw(who: str, run: Run, visible, leaks) -> None:
    copy = f"{OWN}.copy_of_{who}"
    run(who, f"create table {copy} as select * from {VIEW}")
    run(who, f"insert into {copy} select * from {VIEW}")
    rows = run(who, f"select * from {copy} union all select * from {copy} version as of 0")
    assert ids(rows) == visible[who]
    assert leaks(json.dumps(rows, ensure_ascii=False)) == []


@pytest.mark.parametrize("who", ["rep", "stranger"])
def test_functions_of_ones_own_answer_no_question_of_the_view(who: str, run: Run, visible) -> None:
    """Those that the predicate asks by a name without a schema."""
    for function in (
        "is_account_group_member(name string) returns boolean return true",
        "session_user() returns string return 'reviewer@example.com'",
        "array_contains(a array<string>, b string) returns boolean return true",
        "sees_all_calls() returns boolean return true",
    ):
        run(who, f"create or replace function {OWN}.{function}")
    try:
        assert ids(run(who, f"select call_id from {VIEW}")) == visible[who]
    finally:
        for name in ("is_account_group_member", "session_user", "array_contains", "sees_all_calls"):
            run("admin", f"drop function {OWN}.{name}")


ORACLES = [
    "cast({column} as int) = 1",
    "raise_error({column}) is null",
    "assert_true(false, {column}) is null",
    "from_json({column}, 'a int', map('mode', 'FAILFAST')) is null",
    "element_at(array(1), length({column}) + 1000) = 1",
    "1 / (length({column}) - length({column})) = 1",
]
COLUMNS = ("transcript_text", "call_id")


def test_no_condition_is_asked_of_a_call_that_is_hidden(run: Run, visible) -> None:
    """Each would fail on the first row that it read, for any order of the conditions."""
    asked = [condition.format(column=column) for condition in ORACLES for column in COLUMNS]
    counts = ", ".join(f"count_if({condition})" for condition in asked)
    own = ", ".join(f"'{call}'" for call in sorted(visible["rep"]))
    nothing = [["0"] * len(asked)]
    assert run("stranger", f"select {counts} from {VIEW}") == nothing
    assert run("rep", f"select {counts} from {VIEW} where call_id not in ({own})") == nothing
    anything = " or ".join(asked)
    for source in (VIEW, f"(select * from {VIEW} order by call_id)"):
        assert run("stranger", f"select count(*) from {source} where {anything}") == [["0"]]


@pytest.mark.parametrize("column", COLUMNS)
def test_an_error_shows_what_the_view_shows(column: str, execute, leaks, visible) -> None:
    hidden = visible["reviewer"] - visible["rep"]
    for condition in ORACLES:
        asked = condition.format(column=column)
        answer: StatementResponse = execute("rep", f"select count(*) from {VIEW} where {asked}")
        assert answer.status.error, asked
        error = str(answer.status.error.message)
        assert leaks(error) == []
        assert [call for call in hidden if call in error] == []
