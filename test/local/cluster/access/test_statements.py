"""Needs of statements other than queries, and their changes of objects."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cluster.access import Requirement, Securable, StatementAccess

Access = Callable[[str], StatementAccess]
Asks = Callable[[str], set[str]]

WRITE_T = {"SELECT silver.t", "MODIFY silver.t"}
NEW_T = {"CREATE_TABLE silver"}
ALTER_T, MANAGE_T, OWN_T = {"MODIFY silver.t"}, {"OWNER silver.t"}, {"OWNERSHIP silver.t"}


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("insert into t values (1)", WRITE_T),
        ("insert into table t (a, b) select * from u", WRITE_T | {"SELECT silver.u"}),
        ("insert overwrite t partition (a = 1) table u", WRITE_T | {"SELECT silver.u"}),
        (
            "insert with schema evolution into t by name select * from u",
            WRITE_T | {"SELECT silver.u"},
        ),
        ("insert into t replace using (a) select 1", WRITE_T),
        (
            "insert into t replace where a in (select b from v) select * from u",
            WRITE_T | {"SELECT silver.u", "SELECT silver.v"},
        ),
        ("insert into identifier(:name) select 1", {"SELECT gold.scores", "MODIFY gold.scores"}),
        ("update t set a = 1", WRITE_T),
        (
            "update t as x set x.a = (select max(b) from u), c = default "
            "where d in (select e from v)",
            WRITE_T | {"SELECT silver.u", "SELECT silver.v"},
        ),
        ("delete from t", WRITE_T),
        (
            "delete from t x where exists (select 1 from u where u.a = x.a)",
            WRITE_T | {"SELECT silver.u"},
        ),
        ("truncate table t", WRITE_T),
        (
            "merge into t using u on t.a = u.a when matched then delete",
            WRITE_T | {"SELECT silver.u"},
        ),
        (
            "merge with schema evolution into t as x using (select * from u) s on x.a = s.a "
            "when matched and s.a > (select max(b) from v) then update set * "
            "when not matched then insert (a) values ((select 1 from w)) "
            "when not matched by source and exists (select 1 from z) then delete",
            WRITE_T | {f"SELECT silver.{name}" for name in "uvwz"},
        ),
        ("optimize t", WRITE_T),
        ("optimize t full where a > 1 zorder by (a, b)", WRITE_T),
        ("vacuum t retain 168 hours dry run", WRITE_T),
        ("vacuum t lite", WRITE_T),
        ("analyze table t compute statistics for all columns", WRITE_T),
        ("analyze table t compute delta statistics", WRITE_T),
        ("restore table t to version as of 3", WRITE_T),
        ("restore t timestamp as of '2024-01-01'", WRITE_T),
        ("reorg table t apply (purge)", WRITE_T),
    ],
)
def test_changes_of_rows(access: Access, asks: Asks, statement: str, asked: set[str]) -> None:
    assert asks(statement) == asked
    assert access(statement).kind == "dml"
    assert not access(statement).reads_only


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("create table t (a int not null comment 'it\\'s', b decimal(10,2)) using delta", NEW_T),
        ("create table t (a int) cluster by (a) comment 'x' tblproperties ('delta.x'='y')", NEW_T),
        ("create table t (a int) partitioned by (a)", NEW_T),
        ("create table t (a bigint generated always as identity (start with 1))", NEW_T),
        ("create table t (a date generated always as (f(b)))", NEW_T | {"EXECUTE silver.f"}),
        (
            "create table t (a int default g.f(), check (a in (1) and (a > 0)))",
            NEW_T | {"EXECUTE g.f"},
        ),
        ("create table t (a string mask gold.hide)", NEW_T | {"EXECUTE gold.hide"}),
        ("create table t (a int, foreign key (a) references u (a))", NEW_T | {"SELECT silver.u"}),
        (
            "create table if not exists t as with c as (select * from u) select * from c",
            NEW_T | {"SELECT silver.u"},
        ),
        ("create table t select * from u", NEW_T | {"SELECT silver.u"}),
        ("create table t (select * from u)", NEW_T | {"SELECT silver.u"}),
        ("create or replace table t as select 1", NEW_T | {"OWNER? silver.t"}),
        ("create table t like gold.u", NEW_T | {"SELECT gold.u"}),
        ("create table t shallow clone gold.u version as of 3", NEW_T | {"SELECT gold.u"}),
        (
            "create view t (a comment 'x') comment 'y' as select * from u",
            NEW_T | {"SELECT silver.u"},
        ),
        (
            "create or replace view t with schema evolution as table u",
            NEW_T | {"OWNER? silver.t", "SELECT silver.u"},
        ),
        ("create schema s comment 'x'", {"CREATE_SCHEMA spark_catalog"}),
        (
            "create function f(a string, b int default 1) returns string comment 'x' "
            "return g(lower(a))",
            {"CREATE_FUNCTION silver", "EXECUTE silver.g"},
        ),
        (
            "create or replace function f(a int) returns table (a int) return select * from u",
            {"CREATE_FUNCTION silver", "OWNER? silver.f", "SELECT silver.u"},
        ),
        ("drop table t", MANAGE_T),
        ("drop view if exists t", {"OWNER? silver.t"}),
        ("drop schema s cascade", {"OWNER s"}),
        ("drop function if exists gold.f", {"OWNER? gold.f"}),
        ("alter table t add column a int comment 'x' after b", ALTER_T),
        ("alter table t add columns (a int, b string first)", ALTER_T),
        ("alter table t drop column if exists (`a`, `b`)", ALTER_T),
        ("alter table t alter column `a` comment 'x'", ALTER_T),
        ("alter table t alter column a set not null", ALTER_T),
        ("alter table t alter column a set default f()", ALTER_T | {"EXECUTE silver.f"}),
        ("alter table t set tblproperties ('delta.x' = 'y')", ALTER_T),
        ("alter table t unset tblproperties if exists ('x')", ALTER_T),
        ("alter table t rename column `a` to `b`", OWN_T),
        ("alter table t cluster by (`a`,`b`)", OWN_T),
        ("alter table t cluster by none", OWN_T),
        ("alter table t add constraint c check (a > 0 or (b is null))", OWN_T),
        ("alter table t drop constraint c", OWN_T),
        ("alter table t alter column a set mask gold.f", OWN_T | {"EXECUTE gold.f"}),
        ("alter table t set row filter gold.f on (a, b)", OWN_T | {"EXECUTE gold.f"}),
        ("alter table t drop row filter", OWN_T),
        ("alter table t owner to `x@example.com`", MANAGE_T),
        ("alter table t rename to u", MANAGE_T | {"CREATE_TABLE silver"}),
        ("alter view t as select * from u", MANAGE_T | {"SELECT silver.u"}),
        ("alter view t set tblproperties ('a' = 'b')", MANAGE_T),
        ("comment on table t is 'x'", ALTER_T),
        ("comment on column t.a is null", ALTER_T),
        ("comment on schema s is 'x'", {"OWNER s"}),
        ("comment on catalog spark_catalog is 'x'", {"OWNER spark_catalog"}),
        ("grant select, modify on table t to `analysts`", MANAGE_T),
        ("grant use schema on schema s to `x`", {"OWNER s"}),
        ("revoke all privileges on t from `x`", MANAGE_T),
    ],
)
def test_changes_of_objects(access: Access, asks: Asks, statement: str, asked: set[str]) -> None:
    assert asks(statement) == asked
    assert access(statement).kind == "ddl"
    assert not access(statement).reads_only


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        ("describe t", {"BROWSE silver.t"}),
        ("describe table extended gold.t", {"BROWSE gold.t"}),
        ("desc extended t a", {"SELECT silver.t"}),
        ("describe history t limit 5", {"SELECT silver.t"}),
        ("describe detail gold.t", {"SELECT gold.t"}),
        ("describe history '/Volumes/c/s/v/x'", {"READ_VOLUME c.s.v"}),
        ("describe history", {"BROWSE silver.history"}),
        ("describe query select * from t", {"SELECT silver.t"}),
        ("describe select * from t", {"SELECT silver.t"}),
        ("describe function lower", set()),
        ("describe function extended gold.f", {"BROWSE gold.f"}),
        ("show columns in t in gold", {"BROWSE gold.t"}),
        ("show tblproperties t ('a')", {"BROWSE silver.t"}),
        ("show create table t", {"BROWSE silver.t"}),
        ("show partitions t", {"SELECT silver.t"}),
        ("show grants on table t", {"OWNER silver.t"}),
        ("show grants `x` on schema gold", {"OWNER gold"}),
        ("show tables in gold like 'a*'", set()),
        ("show catalogs", set()),
        ("explain insert into t select * from u", WRITE_T | {"SELECT silver.u"}),
    ],
)
def test_metadata(access: Access, asks: Asks, statement: str, asked: set[str]) -> None:
    assert asks(statement) == asked
    assert access(statement).kind == "metadata"
    assert access(statement).reads_only


@pytest.mark.parametrize(
    ("statement", "schema"),
    [
        ("show tables", "silver"),
        ("show views in gold", "gold"),
        ("show functions from spark_catalog.gold", "gold"),
        ("describe schema extended gold", "gold"),
        ("use gold", "gold"),
        ("use schema spark_catalog.gold", "gold"),
        ("create table gold.t (a int)", "gold"),
    ],
)
def test_what_is_in_a_schema_takes_its_use(access: Access, statement: str, schema: str) -> None:
    needed = access(statement).requirements
    assert Requirement("USE_CATALOG", "catalog", "spark_catalog") in needed
    assert Requirement("USE_SCHEMA", "schema", f"spark_catalog.{schema}") in needed


@pytest.mark.parametrize("statement", ["use spark_catalog", "use catalog x", "set catalog 'x'"])
def test_a_catalog_takes_its_use(access: Access, statement: str) -> None:
    (needed,) = access(statement).requirements
    assert (needed.privilege, needed.securable_type) == ("USE_CATALOG", "catalog")
    assert access(statement).kind == "session"


def test_effects_on_objects(access: Access) -> None:
    def named(kind: str, name: str) -> Securable:
        return Securable(kind, f"spark_catalog.{name}")  # type: ignore[arg-type]

    assert access("create or replace table Gold.T as select 1").creates == (
        named("table", "gold.t"),
    )
    assert access("create view v as select 1").creates == (named("table", "silver.v"),)
    assert access("create schema if not exists s").creates == (named("schema", "s"),)
    assert access("create function f() returns int return 1").creates == (
        named("function", "silver.f"),
    )
    assert access("drop table if exists t").drops == (named("table", "silver.t"),)
    assert access("alter table t cluster by none").alters == (named("table", "silver.t"),)
    assert access("insert into t select 1").alters == ()
    # a new name without a schema is in the table's schema, not in the current one
    renamed = access("alter table gold.t rename to u")
    assert renamed.renames == ((named("table", "gold.t"), named("table", "gold.u")),)
    assert renamed.creates == ()
