"""Helpers of the tests of the access check: short forms of requirements, hostile queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cluster.access import StatementAccess, StatementRefused, requirements
from hypothesis import strategies as st

PARAMETERS = {
    "catalog": "spark_catalog",
    "schema": "gold",
    "name": "gold.scores",
    "path": "/Volumes/c/s/v/x",
    "none": None,
}


@pytest.fixture(scope="session")
def access() -> Callable[[str], StatementAccess]:
    """The access of a statement in schema `silver`."""

    def of(statement: str) -> StatementAccess:
        return requirements(
            statement, catalog="spark_catalog", schema="silver", parameters=PARAMETERS
        )

    return of


@pytest.fixture(scope="session")
def asks(access: Callable[[str], StatementAccess]) -> Callable[[str], set[str]]:
    """Needs of a statement without those on the way to the objects: `SELECT silver.deals`."""

    def of(statement: str) -> set[str]:
        return {
            f"{needed.privilege}{'?' if needed.only_if_exists else ''} "
            + needed.full_name.removeprefix("spark_catalog.")
            for needed in access(statement).requirements
            if needed.privilege not in ("USE_CATALOG", "USE_SCHEMA")
        }

    return of


# each keeps what its query reads
WRAPPERS = (
    "with deals as ({q}) select * from deals",
    "with a as (select 1), b as (select * from ({q}) x, a) select * from b, a",
    "with recursive a as (select 1 as n union all select n from a where exists ({q})) select 1",
    "select * from ({q}) x",
    "({q})",
    "select * from (select 1) x join ({q}) y on true left anti join (select 2) z on true",
    "select 1 where exists ({q})",
    "select 1 where 1 not in (select 1 from ({q}) x)",
    "select (select max(1) from ({q}) x) as m, case when exists ({q}) then 1 end",
    "select array((select 1 from ({q}) x))[0], struct((select 2 from ({q}) x) as a).a",
    "select transform(array(1), x -> x + (select max(1) from ({q}) y))",
    "select coalesce(try_cast((select 1 from ({q}) x) as int), 2) is null",
    "select x[(select 1 from ({q}) y)], -(select 1 from ({q}) y) from (select array(1) as x)",
    "values (1, (select max(1) from ({q}) x))",
    "select * from values ((select max(1) from ({q}) x)) as t(a)",
    "select 1 union all ({q})",
    "({q}) except select 1 intersect (select 2)",
    "select * from explode(array((select 1 from ({q}) x)))",
    "select * from (select 1 as a) t, lateral (select t.a from ({q}) x)",
    "select * from (select 1 as a) t lateral view explode(array((select 1 from ({q}) x))) e as f",
    "select 1 order by (select 1 from ({q}) x) limit 1",
    "select 1 as a group by 1 having (select true from ({q}) x)",
    "select row_number() over (partition by (select 1 from ({q}) x) order by 1) as a",
    "select sum(1) filter (where exists ({q}))",
    "select /*+ broadcast(x) */ * from ({q}) x",
    "select * from ({q}) tablesample (10 percent)",
    "select * from (select 1 as a, ({q}) as b) pivot (max(b) for a in (1, 2))",
    "select 1 between 0 and (select 1 from ({q}) x)",
    "select 1 like (select '1' from ({q}) x), not exists ({q})",
    "from ({q}) x select 1",
)
STATEMENTS = (
    "{q}",
    "explain {q}",
    "describe query {q}",
    "create or replace table t as {q}",
    "create view v as {q}",
    "alter view v as {q}",
    "insert into t {q}",
    "insert overwrite t {q}",
    "insert into t replace where exists ({q}) select 1",
    "with c as ({q}) insert into t select * from c",
    "update t set a = (select 1 from ({q}) x)",
    "update t set a = 1 where exists ({q})",
    "delete from t where a in (select 1 from ({q}) x)",
    "merge into t using ({q}) s on true when matched then delete",
    "merge into t using (select 1) s on exists ({q}) when matched then update set a = 1",
    "merge into t using (select 1) s on true when not matched and exists ({q}) then insert *",
    "merge into t using (select 1) s on true when matched then update set a = (select 1 from ({q}))"
    " when not matched by source then delete",
    "create function f() returns boolean return exists ({q})",
)
SPACES = (" ", "\n", "\t", " /* from x */ ", " -- join y\n", " /* /* ; */ ' */", "\r\n", " /**/")


@st.composite
def queries(draw: st.DrawFn) -> tuple[str, set[str]]:
    """A query, and the tables that it reads."""
    tables = draw(st.sets(st.sampled_from(("gold.a1", "gold.b2", "bronze.c3")), min_size=1))
    written = [
        draw(st.sampled_from((f"select 1 from {t}", f"select 1 from {t} as x"))) for t in tables
    ]
    query = " union all ".join(written)
    for wrapper in draw(st.lists(st.sampled_from(WRAPPERS), max_size=4)):
        query = wrapper.replace("{q}", query)
    return query, {f"SELECT {table}" for table in tables}


@st.composite
def disguised(draw: st.DrawFn, text: str) -> str:
    """The same text in other case, spacing, comments and quoting."""
    words = text.split(" ")
    return "".join(
        (word.swapcase() if draw(st.booleans()) and "'" not in word else word)
        + draw(st.sampled_from(SPACES))
        for word in words
    )


@pytest.fixture(scope="session")
def hostile_statements() -> st.SearchStrategy[tuple[str, set[str]]]:
    """Statements that read tables in unusual places, and what each asks at least."""

    @st.composite
    def statements(draw: st.DrawFn) -> tuple[str, set[str]]:
        query, asked = draw(queries())
        statement = draw(st.sampled_from(STATEMENTS)).replace("{q}", query)
        return draw(disguised(statement)), asked

    return statements()


@pytest.fixture(scope="session")
def requirements_or_refusal(asks: Callable[[str], set[str]]) -> Callable[[str], str | set[str]]:
    """Needs of a statement, or the reason of its refusal; every other error fails the test."""

    def of(statement: str) -> str | set[str]:
        try:
            return asks(statement)
        except StatementRefused as refused:
            return refused.message

    return of
