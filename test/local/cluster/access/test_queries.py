"""Needs of queries: every table in them, and no other name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cluster.access import Requirement, StatementAccess

Asks = Callable[[str], set[str]]


def test_a_table_asks_for_the_way_to_it(access: Callable[[str], StatementAccess]) -> None:
    read = access("select * from Gold.`Scores`")
    assert read.requirements == (
        Requirement("USE_CATALOG", "catalog", "spark_catalog"),
        Requirement("USE_SCHEMA", "schema", "spark_catalog.gold"),
        Requirement("SELECT", "table", "spark_catalog.gold.scores"),
    )
    assert read.kind == "query"
    assert read.reads_only


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("select 1", set()),
        ("select * from t", {"SELECT silver.t"}),
        ("select * from a.b, `c`.`d` x, E.F", {"SELECT a.b", "SELECT c.d", "SELECT e.f"}),
        ("select * from spark_catalog.gold.t", {"SELECT gold.t"}),
        ("table t", {"SELECT silver.t"}),
        ("from t select a", {"SELECT silver.t"}),
        ("values (1), ((select max(a) from t))", {"SELECT silver.t"}),
        ("select * from t where a = 'from secret' -- join secret", {"SELECT silver.t"}),
        ("select * from t /* join a /* , b */ , c */", {"SELECT silver.t"}),
        ('select * from t where a = "from secret"', {"SELECT silver.t"}),
        ("select r'\\' from t -- '", {"SELECT silver.t"}),
        ("select '\\' from secret where a = ' from t", {"SELECT silver.t"}),
        ("select 'it''s' from t", {"SELECT silver.t"}),
        ("select 1 -- \\\n from secret", set()),
        ("select a from t version as of 3", {"SELECT silver.t"}),
        ("select a from t timestamp as of '2024-01-01' x", {"SELECT silver.t"}),
        ("select a from t for system_version as of 3", {"SELECT silver.t"}),
        ("select a from t@v3", {"SELECT silver.t"}),
        ("select * from table_changes('gold.t', 1)", {"SELECT gold.t"}),
        ("select * from table_changes('`T`', 1) c join u", {"SELECT silver.t", "SELECT silver.u"}),
        ("select * from table_changes(:name, 1)", {"SELECT gold.scores"}),
        ("select * from identifier('gold' || '.t')", {"SELECT gold.t"}),
        ("select * from identifier(:schema || '.' || 't') x", {"SELECT gold.t"}),
        ("select * from identifier('`t`')", {"SELECT silver.t"}),
        ("select * from range(10), explode(array(1)) e", set()),
        ("select * from t lateral view outer explode(t.a) e as b", {"SELECT silver.t"}),
        ("select * from t pivot (max(a) for b in (1, 2))", {"SELECT silver.t"}),
        ("select * from t unpivot (v for n in (a, b))", {"SELECT silver.t"}),
        ("select * from json.`/Volumes/c/s/v/x.json`", {"READ_VOLUME c.s.v"}),
        ("select * from delta.`dbfs:/Volumes/C/s/v`", {"READ_VOLUME c.s.v"}),
        ("select * from read_files('/Volumes/c/s/v/*', format => 'json')", {"READ_VOLUME c.s.v"}),
        ("select * from read_files(:path)", {"READ_VOLUME c.s.v"}),
        (
            "select gold.f(a), g(a), lower(a) from gold.h(1)",
            {"EXECUTE gold.f", "EXECUTE silver.g", "EXECUTE gold.h"},
        ),
        ("select builtin.abs(1), system.builtin.lower('a')", set()),
        (
            "select strpos(a, b), iff(a, b, c), nvl(a, b)",
            {"EXECUTE silver.strpos", "EXECUTE silver.iff"},
        ),
        ("select a.trim from t a", {"SELECT silver.t"}),
        ("select * from t window join u", {"SELECT silver.t", "SELECT silver.u"}),
        ("select sum(a) over w from t window w as (order by b)", {"SELECT silver.t"}),
        ("select * from (unpivot t)", {"SELECT silver.unpivot"}),
        ("explain formatted select * from t", {"SELECT silver.t"}),
    ],
)
def test_query(asks: Asks, query: str, asked: set[str]) -> None:
    assert asks(query) == asked


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("with c as (select * from t) select * from c", {"SELECT silver.t"}),
        ("with C as (select * from t) select * from `c`", {"SELECT silver.t"}),
        # its own name is the table within a common table expression
        ("with t as (select * from t) select * from t", {"SELECT silver.t"}),
        ("with t as (select 1) select * from gold.t", {"SELECT gold.t"}),
        ("with t as (select 1) select * from silver.t", {"SELECT silver.t"}),
        ("with t as (select 1) select * from t version as of 1", {"SELECT silver.t"}),
        # one sees those before it, not those after it
        ("with a as (select * from b), b as (select 1) select * from a", {"SELECT silver.b"}),
        ("with a as (select 1), b as (select * from a) select * from b", set()),
        # scopes end
        ("select * from (with a as (select 1) select * from a), a", {"SELECT silver.a"}),
        ("(with a as (select 1) select * from a) union all select * from a", {"SELECT silver.a"}),
        ("with a as (select 1) select * from a union all select * from a", set()),
        ("with a as (select 1) (select * from a) union all (select * from a)", set()),
        ("with a as (select 1) select * from b where x in (select y from a)", {"SELECT silver.b"}),
        (
            "with a as (with b as (select * from c) select * from b) select * from a, b",
            {"SELECT silver.c", "SELECT silver.b"},
        ),
        ("with a as (select 1) select * from (with a as (select * from a) select * from a)", set()),
        (
            "with recursive r as (select 1 as n union all select n + 1 from r) select * from r",
            set(),
        ),
        (
            "with recursive a as (select * from b), b as (select 1) select * from a",
            {"SELECT silver.b"},
        ),
        (
            "insert into a with a as (select 1) select * from a",
            {"SELECT silver.a", "MODIFY silver.a"},
        ),
        (
            "with a as (select 1) insert into a select * from a",
            {"SELECT silver.a", "MODIFY silver.a"},
        ),
    ],
)
def test_common_table_expressions(asks: Asks, query: str, asked: set[str]) -> None:
    assert asks(query) == asked
