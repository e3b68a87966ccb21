"""Bodies of functions name what they named when the function was created, in each catalog."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import pytest

from ..cluster_process import BOB, ClusterError, ClusterProcess

CATALOGS = ("lakehouse_local", "lakehouse_dev", "lakehouse_prod")
SCHEMAS = ("gold", "default")
PLACES = list(itertools.product(CATALOGS, SCHEMAS))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcess]:
    """Catalogs whose schemas each have a table `t`, and a function `here` of the same value."""
    home = tmp_path_factory.mktemp("bodies")
    names = {"name": CATALOGS[0], "further": ["spark_catalog"], "separate": list(CATALOGS[1:])}
    (home / "catalog-names.json").write_text(json.dumps(names))
    process = ClusterProcess(home)
    try:
        process.event("ready")
        for catalog, schema in PLACES:
            if schema != "default":
                process.call("create_schema", catalog=catalog, schema=schema)
            where = {"catalog": catalog, "schema": schema}
            process.sql(f"create table t as select '{catalog}.{schema}' as place", **where)
            process.sql(
                f"create function here() returns string return '{catalog}.{schema}'", **where
            )
        yield process
    finally:
        process.end()


FORMS = {
    "function": "select here()",
    "function of a schema": "select {schema}.here()",
    "function of a catalog": "select {catalog}.{schema}.here()",
    "table": "select max(place) from t",
    "table of a schema": "select max(place) from {schema}.t",
    "table of a catalog": "select max(place) from {catalog}.{schema}.t",
    "common table": "with t2 as (select * from t) select max(place) from t2",
    "table in a common table": "with t as (select place from {schema}.t) select max(place) from t",
    "subquery": "select (select max(place) from t where place = here())",
    "earlier version": "select max(place) from {schema}.t version as of 0",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_body_has_the_names_of_its_creation(places: ClusterProcess, form: str) -> None:
    for catalog, schema in PLACES:
        body = FORMS[form].format(catalog=catalog, schema=schema)
        where = {"catalog": catalog, "schema": schema}
        places.sql(f"create or replace function f() returns string return ({body})", **where)
    for (catalog, schema), (current, current_schema) in itertools.product(PLACES, PLACES):
        found = places.rows(
            f"select {catalog}.{schema}.f()", catalog=current, schema=current_schema
        )
        assert found == [[f"{catalog}.{schema}"]], (current, current_schema)


def test_a_body_reads_files_by_their_path(places: ClusterProcess) -> None:
    files = places.home / "volumes/lakehouse_dev/gold/files"
    files.mkdir(parents=True)
    (files / "n.json").write_text('{"n": 7}')
    for catalog in CATALOGS:
        named = f"{catalog}.gold.of_files"
        body = "select n from json.`/Volumes/lakehouse_dev/gold/files/n.json`"
        places.sql(f"create function {named}() returns int return ({body})")
        assert places.rows(f"select {named}()", catalog="lakehouse_prod") == [["7"]]


def test_functions_call_functions_of_other_catalogs(places: ClusterProcess) -> None:
    chain = [f"{catalog}.{schema}" for catalog, schema in PLACES]
    for before, (catalog, schema) in zip(["", *chain], PLACES, strict=False):
        body = f"concat({before}.g(), '+', here())" if before else "here()"
        where = {"catalog": catalog, "schema": schema}
        places.sql(f"create or replace function g() returns string return {body}", **where)
    for current in CATALOGS:
        assert places.rows(f"select {chain[-1]}.g()", catalog=current) == [["+".join(chain)]]
    where = {"catalog": "lakehouse_dev", "schema": "gold"}
    places.sql("create or replace view v as select g() as g", **where)
    assert places.rows("select g from lakehouse_dev.gold.v") == [["+".join(chain[:3])]]
    named = places.sql("select gold.g()", **where)["columns"][0]["name"]
    assert named == "lakehouse_dev.gold.g()"


@pytest.mark.parametrize("second", ["gold.two", "lakehouse_dev.gold.two", "two"])
def test_functions_that_call_each_other_are_refused(places: ClusterProcess, second: str) -> None:
    where = {"catalog": "lakehouse_dev", "schema": "gold"}
    places.sql("create or replace function one() returns int return 1", **where)
    places.sql("create or replace function two() returns int return one()", **where)
    with pytest.raises(ClusterError, match=r"gold\.one -> .*gold\.two -> .*gold\.one") as cycle:
        places.sql(f"create or replace function one() returns int return {second}()", **where)
    assert "[CYCLIC_FUNCTION_REFERENCE]" in str(cycle.value)
    with pytest.raises(ClusterError, match="CYCLIC_FUNCTION_REFERENCE"):
        places.sql("create function self() returns int return self()", **where)
    assert places.rows("select two()", **where) == [["1"]]


def test_a_function_of_a_policy_reads_its_own_catalog(places: ClusterProcess) -> None:
    """The caller has the table of the same name, with other rows, in the current catalog."""
    where = {"catalog": "lakehouse_prod", "schema": "gold"}
    places.sql("create or replace table readers as select 'ann@example.com' as name", **where)
    places.sql(
        "create or replace function may_read() returns boolean"
        " return exists (select 1 from gold.readers where name = session_user())",
        **where,
    )
    places.sql(
        "create or replace table lakehouse_dev.gold.readers as select 'bob@example.com' as name"
    )
    policy = {"masks": {}, "filters": ["lakehouse_prod.gold.may_read"], "refusal": None}
    bob = {**BOB, "policies": {"lakehouse_prod.gold.t": policy}}
    for current in CATALOGS:
        found = places.rows(
            "select * from lakehouse_prod.gold.t", principal=bob, catalog=current, schema="gold"
        )
        assert found == []


def test_a_function_needs_its_schema_in_no_command(places: ClusterProcess) -> None:
    where = {"catalog": "lakehouse_dev", "schema": "gold"}
    places.sql("create function plus_one(x int) returns int return x + 1", **where)
    assert places.rows("select plus_one(1), lakehouse_dev.gold.plus_one(2)", **where) == [
        ["2", "3"]
    ]
    assert "plus_one" in places.rows("describe function plus_one", **where)[0][0]
    places.sql("drop function plus_one", **where)
    with pytest.raises(ClusterError, match="UNRESOLVED_ROUTINE"):
        places.rows("select plus_one(1)", **where)
