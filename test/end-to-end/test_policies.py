"""Personal data protected by policies: the tries of the other mode, and what engineers may not see.

The deployed workspace is shared: it is deployed again in the other mode, and back at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from lakehouse.governance.personal_data_policies import MASKS, TAG

from ..forms import LONG
from .test_access_matrix import (  # noqa: F401 - its tests run in this mode, too
    declared,
    test_every_pair_is_as_declared,
    warehouse_id,
)
from .test_hostile_access import (  # noqa: F401
    places,
    test_files_are_not_read_without_a_grant,
    test_nothing_is_read_without_a_grant,
    test_the_tries_changed_and_copied_nothing,
    test_what_the_check_does_not_read_is_refused,
)

if TYPE_CHECKING:
    from conftest import LocalWorkspace
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.service.sql import StatementResponse

# the short form tests policies in the engine: test/local/cluster/java/test_policies.py
pytestmark = pytest.mark.skipif(not LONG, reason="deploys twice: the long form alone")

CATALOG = "lakehouse_local"
ENGINEER = "engineer@example.com"
MODE = json.dumps({"personalDataProtection": "policies"})
RULE_SETS = "/api/2.0/preview/accounts/access-control/rule-sets"
UC = "/api/2.1/unity-catalog"
REPS = f"{CATALOG}.silver.reps"
SHOWN = {
    "calls": "select call_id, title, participants, left(transcript_text, 80),"
    " slice(transcript, 1, 1) from gold.conversation_details order by call_id",
    "signals": "select signal_id, reason, evidence"
    " from gold.conversation_signal_details order by signal_id",
}
READERS = ("rep", "manager", "reviewer", "pii", "auditor")
# a reviewer who is a PII reader too: the one who reads texts in a secured view
AUDITOR = "auditor@example.com"

Answers = dict[tuple[str, str], list[list[str]]]


@pytest.fixture(scope="module")
def shown(
    governed: LocalWorkspace,
    people: dict[str, str],
    signed_in: Callable[[str], WorkspaceClient],
) -> Iterator[Callable[[], Answers]]:
    """Reads the rows of the secured views as each reader."""
    add = {"op": "add", "path": "members"}
    user = governed.client.users.create(user_name=AUDITOR)
    for group in governed.client.groups.list():
        if group.display_name in ("reviewers", "pii-readers"):
            operation = {**add, "value": [{"value": user.id}]}
            governed.client.api_client.do(
                "PATCH",
                f"/api/2.0/preview/scim/v2/Groups/{group.id}",
                body={"Operations": [operation]},
            )
    warehouse = next(iter(governed.client.warehouses.list())).id or ""

    def rows(who: str, statement: str) -> list[list[str]]:
        client = signed_in({**people, "auditor": AUDITOR}[who])
        answer = client.statement_execution.execute_statement(
            statement, warehouse, catalog=CATALOG, wait_timeout="50s"
        )
        assert not answer.status.error, answer.status.error
        return (answer.result and answer.result.data_array) or []

    yield lambda: {
        (who, name): rows(who, statement) for who in READERS for name, statement in SHOWN.items()
    }
    governed.client.users.delete(user.id or "")


@pytest.fixture(scope="module")
def shown_by_views(shown: Callable[[], Answers]) -> Answers:
    """The rows of the secured views in the other mode."""
    return shown()


@pytest.fixture(scope="module", autouse=True)
def by_policies(
    governed: LocalWorkspace,
    people: dict[str, str],
    leaks: Callable[[str], list[str]],
    shown_by_views: Answers,
) -> Iterator[LocalWorkspace]:
    """The governed workspace, deployed again with policies; values to find are read before."""
    api = governed.client.api_client
    tag: Any = api.do(
        "POST",
        "/api/2.1/tag-policies",
        body={"tag_key": TAG, "values": [{"name": value} for value in sorted(MASKS)]},
    )
    name = f"accounts/0/tagPolicies/{tag['id']}/ruleSets/default"
    [jobs] = governed.client.service_principals.list(filter='displayName eq "lakehouse-jobs"')
    rule = {
        "role": "roles/tagPolicy.assigner",
        "principals": [f"servicePrincipals/{jobs.application_id}"],
    }
    rule_set = {"name": name, "etag": "", "grant_rules": [rule]}
    api.do("PUT", RULE_SETS, body={"name": name, "rule_set": rule_set})
    with pytest.MonkeyPatch.context() as patch:
        # the declared matrix is of this mode, too
        patch.setenv("LAKEHOUSE_LOCAL_SETTINGS", MODE)
        workspace = replace(
            governed, environment={**governed.environment, "LAKEHOUSE_LOCAL_SETTINGS": MODE}
        )
        workspace.lakehouse("deploy", "--auto-approve")
        workspace.lakehouse("run", "governance", "--wait")
        yield workspace
    for scope in (f"CATALOG/{CATALOG}", f"TABLE/{CATALOG}.silver.quarantine"):
        listed: Any = api.do("GET", f"{UC}/policies/{scope}")
        for policy in listed["policies"]:
            api.do("DELETE", f"{UC}/policies/{scope}/{policy['name']}")
    api.do("DELETE", f"/api/2.1/tag-policies/{TAG}")
    governed.lakehouse("deploy", "--auto-approve")


@pytest.fixture(scope="module")
def engineer(
    governed: LocalWorkspace, signed_in: Callable[[str], WorkspaceClient]
) -> Callable[[str], StatementResponse]:
    """Runs a statement as a data engineer, who has all privileges on bronze and silver."""
    warehouse = next(iter(governed.client.warehouses.list())).id or ""
    client = signed_in(ENGINEER)

    def of(statement: str) -> StatementResponse:
        return client.statement_execution.execute_statement(
            statement, warehouse, catalog=CATALOG, wait_timeout="50s"
        )

    return of


READS = [
    "select * from silver.conversations",
    "select title, transcript_text, transcript, participants from silver.conversations",
    "with x as (select * from silver.conversations) select * from x",
    "select (select max(title) from silver.conversations)",
    "select * from bronze.conversations_raw",
    "select from_json(payload, 'call struct<title: string>') from bronze.conversations_raw",
    "select upper(title), substr(title, 1, 3), hash(title) from silver.conversations",
    "select a.title from silver.conversations as a join silver.conversations as b using (call_id)",
    "select title from silver.conversations union select payload from bronze.conversations_raw",
    "select reason, evidence from silver.conversation_signals",
    "select payload from silver.quarantine",
    "select collect_list(title), max_by(title, call_timestamp) from silver.conversations",
    "select * from silver.conversations tablesample (10 rows)",
    "select title, count(*) from silver.conversations group by title having title like '%a%'",
]
REFUSED = [
    "select * from silver.conversations version as of 0",
    "select * from silver.conversations timestamp as of '2100-01-01'",
    "describe history silver.conversations",
    "select * from table_changes('silver.conversations', 0)",
    "create table silver.copied shallow clone silver.conversations",
    "restore table silver.conversations to version as of 1",
    "update silver.conversations set source_system = title",
    "delete from silver.conversations where title like 'a%'",
    "merge into silver.conversations as c using silver.conversations as s on c.call_id = s.call_id"
    " when matched then update set source_system = s.title",
]


@pytest.mark.parametrize("statement", READS)
def test_an_engineer_sees_no_personal_data(statement: str, engineer, leaks) -> None:
    answer = engineer(statement)
    assert not answer.status.error, answer.status.error
    assert leaks(json.dumps(answer.as_dict(), ensure_ascii=False)) == []


@pytest.mark.parametrize("statement", REFUSED)
def test_history_and_writes_that_read_are_refused(statement: str, engineer, leaks) -> None:
    answer = engineer(statement)
    assert answer.status.error, statement
    assert leaks(str(answer.status.error.message)) == []


def test_an_engineer_cannot_remove_a_tag_or_a_policy(
    signed_in: Callable[[str], WorkspaceClient],
) -> None:
    from databricks.sdk.errors import PermissionDenied

    api = signed_in(ENGINEER).api_client
    column = f"{CATALOG}.silver.conversations.title"
    with pytest.raises(PermissionDenied, match="ASSIGN"):
        api.do("DELETE", f"{UC}/entity-tag-assignments/columns/{column}/tags/{TAG}")
    with pytest.raises(PermissionDenied):
        api.do("DELETE", f"{UC}/policies/CATALOG/{CATALOG}/personal_data_text")


def test_a_copy_by_an_engineer_is_masked(engineer, leaks, governed: LocalWorkspace) -> None:
    copy = "silver.copy_of_calls"
    try:
        answer = engineer(f"create table {copy} as select * from silver.conversations")
        assert not answer.status.error, answer.status.error
        rows = governed.rows(f"select * from {CATALOG}.{copy}")
        assert rows
        assert leaks(json.dumps(rows, ensure_ascii=False)) == []
    finally:
        engineer(f"drop table if exists {copy}")


def test_secured_views_show_what_they_show_without_policies(
    shown: Callable[[], Answers], shown_by_views: Answers, leaks
) -> None:
    now = shown()
    assert now == shown_by_views
    masked = {pair: rows for pair, rows in now.items() if pair[0] != "auditor"}
    assert leaks(json.dumps([*masked.values()], ensure_ascii=False)) == []
    counts = {who: len(now[who, "calls"]) for who in READERS}
    assert counts["pii"] == 0 < counts["rep"] < counts["manager"] < counts["reviewer"]
    assert leaks(json.dumps(now["auditor", "calls"], ensure_ascii=False))
    assert now["auditor", "signals"] != now["reviewer", "signals"]


def test_a_second_run_of_governance_finds_nothing(by_policies: LocalWorkspace) -> None:
    count = f"select count(*) as findings from {CATALOG}.ops.governance_report"
    before = by_policies.rows(count)
    by_policies.lakehouse("run", "governance", "--wait")
    assert by_policies.rows(count) == before


def test_a_mistake_is_taken_back(
    by_policies: LocalWorkspace, signed_in: Callable[[str], WorkspaceClient]
) -> None:
    """Jobs are excepted: they read history and earlier versions, and write values as stored."""
    [jobs] = by_policies.client.service_principals.list(filter='displayName eq "lakehouse-jobs"')
    client = signed_in(str(jobs.application_id))
    warehouse = next(iter(by_policies.client.warehouses.list())).id or ""

    def stored(statement: str) -> list[list[str]]:
        answer = client.statement_execution.execute_statement(
            statement, warehouse, wait_timeout="50s"
        )
        assert not answer.status.error, answer.status.error
        return answer.result.data_array or []

    scores = f"select * except (updated_at) from {CATALOG}.gold.rep_monthly_scores order by all"
    constraints = f"show tblproperties {REPS}"

    def standing() -> list[list[list[str]]]:
        properties = stored(constraints)
        checks = [pair for pair in properties if pair[0].startswith("delta.constraints.")]
        return [stored(f"select * from {REPS} order by rep_id"), stored(scores), checks]

    before = standing()
    assert all(before)
    rep = before[0][0][0]
    version = stored(f"describe history {REPS} limit 1")[0][0]
    by_policies.rows(f"delete from {REPS} where rep_id = :rep", rep=rep)
    restore = ("restore", "silver.reps", "--version", version)
    dry = json.loads(by_policies.lakehouse(*restore, "--dry-run", "--json").stdout)
    [change] = dry["tables"]
    assert (change["goes"], change["returns"], change["changes"]) == (0, 1, 0)
    assert len(standing()[0]) == len(before[0]) - 1
    by_policies.lakehouse(*restore, "--yes")
    assert standing() == before


def test_history_names_the_refusal(by_policies: LocalWorkspace) -> None:
    done = by_policies.lakehouse("history", "silver.reps", check=False)
    assert done.returncode != 0
    assert "DESCRIBE_HISTORY" in done.stderr
