"""Tries to read more than is granted: each is refused, and no refusal shows a value of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import LocalWorkspace
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.service.sql import StatementResponse

WHO = ("analyst", "rep", "stranger")
CALLS = "lakehouse_local.silver.conversations"
VIEW = "gold.conversation_details"
REFUSALS = tuple(
    f"[{code}] "
    for code in ("UNSUPPORTED_FEATURE", "INVALID_IDENTIFIER", "INVALID_PARAMETER_VALUE")
)
LANDING = "/Volumes/lakehouse_local/bronze/landing"

# who tries owns {own}, a schema; {path} is where the table of calls is stored
NOT_GRANTED = [
    "select transcript_text from silver.conversations",
    "SELECT Title FROM SPARK_CATALOG.Silver.CONVERSATIONS",
    "select * from `lakehouse_local`.`SILVER`.`conversations`",
    "table silver.conversations",
    "from silver.conversations select title",
    "values ((select max(title) from silver.conversations))",
    "with x as (select * from silver.conversations) select title from x",
    "with conversations as (select 1 as title) select title from silver.conversations",
    "with x as (with x as (select 1 as title) select * from silver.conversations) select * from x",
    f"select call_id from {VIEW} where title in (select title from silver.conversations)",
    "select 1 where exists (select 1 from silver.conversations where title like 'a%')",
    f"select title from {VIEW} union all select title from silver.conversations",
    f"select title from {VIEW} intersect select title from silver.conversations",
    f"select x.title from {VIEW} as v, lateral (select title from silver.conversations) as x",
    f"select v.* from {VIEW} as v join silver.reps as r on v.rep_id = r.rep_id",
    f"select (select max(email) from silver.reps) from {VIEW}",
    "select * from (select 1) pivot (max(1) for 1 in (1)) join silver.conversations",
    # comments and quotes
    "select title from/**/silver/**/./**/conversations",
    "select 'a' -- '\nunion all select title from silver.conversations",
    "select 'it''s' union all select title from silver.conversations -- '",
    'select "\\"" union all select title from silver.conversations -- "',
    "select r'\\' union all select title from silver.conversations -- '",
    "select /*+ broadcast(c) */ title from silver.conversations as c",
    "select /* /* */ 1 from */ title from silver.conversations",
    "select title as `from gold.conversation_details` from silver.conversations",
    "select title from silver.`conversations`",
    "select title from identifier('silver.' || 'conversations')",
    "select title from identifier(:hidden)",
    # older versions, and what is known of them
    "select title from silver.conversations version as of 1",
    "select title from silver.conversations timestamp as of current_timestamp()",
    "select title from silver.conversations for system_version as of 1",
    "select title from silver.conversations@v1",
    "describe history silver.conversations",
    "describe detail silver.conversations",
    "describe table extended silver.conversations",
    "describe silver.conversations title",
    "show create table silver.conversations",
    "show columns in silver.conversations",
    "show tables in silver",
    "select * from table_changes('silver.conversations', 1)",
    "restore table silver.conversations to version as of 1",
    # files
    f"select * from read_files('{LANDING}/conversations')",
    f"select * from json.`{LANDING}/conversations`",
    # copies
    "create table {own}.t as select * from silver.conversations",
    "create or replace table {own}.t as select title from silver.conversations",
    "create table {own}.t shallow clone silver.conversations",
    "create table {own}.t deep clone silver.conversations version as of 1",
    "create table {own}.t like silver.conversations",
    "create view {own}.v as select * from silver.conversations",
    "create view {own}.v as with x as (select * from silver.reps) select * from x",
    "create function {own}.f() returns string return (select max(title) from silver.reps)",
    "insert into {own}.kept select title from silver.conversations",
    "insert overwrite {own}.kept table silver.conversations",
    "with x as (select title from silver.conversations) insert into {own}.kept select * from x",
    "update {own}.kept set value = (select max(title) from silver.conversations)",
    "delete from {own}.kept where value in (select title from silver.conversations)",
    "merge into {own}.kept as k using silver.conversations as c on k.value = c.title"
    " when not matched then insert (value) values (c.title)",
    # text that is made first
    "execute immediate 'select title from silver.conversations'",
    "execute immediate 'select title from sil' || 'ver.conversations'",
    "execute immediate 'create table {own}.t as select * from silver.conversations'",
    # the rights themselves
    "grant select on table silver.conversations to `account users`",
    "grant all privileges on schema gold to `account users`",
    "grant manage on schema silver to `stranger@example.com`",
    "alter table silver.conversations owner to `stranger@example.com`",
    f"alter view {VIEW} as select * from {{own}}.kept",
    f"create or replace view {VIEW} as select 1 as call_id",
    "create or replace function governance.sees_all_calls() returns boolean return true",
    "create or replace function governance.may_see_call(r string) returns boolean return true",
    "drop function governance.mask_text",
    "select governance.sees_all_calls()",
    "select * from governance.rep_access",
    "select * from ops.governance_issues",
    "select * from system.access.audit",
    "drop table silver.conversations",
    "truncate table silver.conversations",
    "insert into silver.reps select * from silver.reps",
]

# refused to everyone, the administrator too
NOT_READ = [
    "select title from silver.`conversations@v1`",
    "select * from delta.`{path}`",
    "select * from delta.`{path}@v1`",
    "select * from DELTA.`file:{path}`",
    "select * from parquet.`{path}/*.parquet`",
    "select * from json.`{path}/_delta_log`",
    f"select * from text.`dbfs:{LANDING}/../landing/conversations`",
    "select * from text.`{home}/databrickscfg`",
    "select * from csv.`file:///etc/passwd`",
    "select * from binaryFile.`{path}`",
    "select * from read_files('{path}')",
    "select * from read_files('file:{home}/databrickscfg', format => 'text')",
    "select * from table_changes_by_path('{path}', 1)",
    "describe history delta.`{path}`",
    "describe history '{path}'",
    "create table {own}.t using delta location '{path}'",
    "create table {own}.t using parquet options (path '{path}')",
    "create table {own}.t shallow clone delta.`{path}`",
    "create view {own}.v as select * from delta.`{path}`",
    "insert into {own}.kept select title from delta.`{path}`",
    "copy into {own}.kept from '{path}' fileformat = parquet",
    "convert to delta parquet.`{path}`",
    "select title from `lakehouse_local.silver.conversations`",
    "select title from `silver.conversations`",
    "select * from ${hidden}",
    "select 1; select title from silver.conversations",
    "begin select title from silver.conversations; end",
    "create temporary view x as select title from silver.conversations",
    "cache table x as select title from silver.conversations",
    "create temporary function f as 'java.lang.System'",
    "select reflect('java.lang.System', 'getenv', 'HOME')",
    "select java_method('java.lang.System', 'getProperty', 'user.home')",
    "select transform(title) using 'cat' from silver.conversations",
    "execute immediate 'execute immediate ''select title from silver.conversations'''",
    "set spark.sql.runSQLOnFiles = true",
    "add jar '/tmp/x.jar'",
    "from silver.conversations |> select title",
    "execute immediate 'select title from identifier(?)' using 'silver.conversations'",
    f"list '{LANDING}'",
    "explain formatted select * from delta.`{path}`",
]


@pytest.fixture(scope="module")
def places(
    governed: LocalWorkspace, people: dict[str, str], execute: Callable[..., StatementResponse]
) -> Iterator[dict[str, dict[str, str]]]:
    """By who tries: a schema of the own with a table in it, and where things are stored."""
    path = governed.rows(f"describe detail {CALLS}")[0]["location"] or ""
    found = {}
    for who in WHO:
        own = f"lakehouse_local.hostile_{who}"
        for statement in (
            f"create schema {own}",
            f"create table {own}.kept (value string)",
            f"alter table {own}.kept owner to `{people[who]}`",
            f"alter schema {own} owner to `{people[who]}`",
        ):
            answer = execute("admin", statement)
            assert not answer.status.error, answer.status.error
        found[who] = {"own": own, "path": path.removeprefix("file:"), "home": str(governed.home)}
    yield found
    for place in found.values():
        assert not execute("admin", f"drop schema {place['own']} cascade").status.error


def attempt(
    execute: Callable[..., StatementResponse], place: dict[str, str], who: str, statement: str
) -> str:
    """The error of a try; the empty text where there is none."""
    for name, value in place.items():
        statement = statement.replace(f"{{{name}}}", value)
    parameters = {"hidden": "silver.conversations"} if ":hidden" in statement else {}
    answer = execute(who, statement, **parameters)
    return str(answer.status.error.message) if answer.status.error else ""


@pytest.mark.parametrize(
    ("who", "table"),
    # a schema that they may not use, and one that they may, with a table that they may not read
    [*((who, "silver.conversations") for who in WHO)]
    + [(who, "gold.rep_monthly_scores") for who in ("rep", "stranger")],
)
def test_nothing_is_read_without_a_grant(who: str, table: str, execute, places, leaks) -> None:
    tried = {
        text: attempt(execute, places[who], who, text.replace("silver.conversations", table))
        for text in NOT_GRANTED
    }
    others = {
        text: error
        for text, error in tried.items()
        if not error.startswith("[INSUFFICIENT_PERMISSIONS] Insufficient privileges:")
    }
    assert others == {}
    assert leaks("\n".join(tried.values())) == []


@pytest.mark.parametrize("who", WHO)
def test_what_the_check_does_not_read_is_refused(who: str, execute, places, leaks) -> None:
    tried = {text: attempt(execute, places[who], who, text) for text in NOT_READ}
    others = {text: error for text, error in tried.items() if not error.startswith(REFUSALS)}
    assert others == {}
    assert leaks("\n".join(tried.values())) == []


def test_the_tries_changed_and_copied_nothing(governed: LocalWorkspace, places) -> None:
    for place in places.values():
        assert governed.rows(f"select count(*) as rows from {place['own']}.kept") == [{"rows": "0"}]
        shown = governed.rows(f"show tables in {place['own']}")
        assert [row["tableName"] for row in shown] == ["kept"]


@pytest.mark.parametrize("who", WHO)
def test_files_are_not_read_without_a_grant(who: str, signed_in, people) -> None:
    from databricks.sdk.errors import PermissionDenied

    client: WorkspaceClient = signed_in(people[who])
    for path in (LANDING, LANDING.upper().replace("/VOLUMES", "/Volumes"), f"{LANDING}//reps"):
        with pytest.raises(PermissionDenied):
            list(client.files.list_directory_contents(path))
        with pytest.raises(PermissionDenied):
            client.files.download(f"{path}/reps/reps.jsonl")
