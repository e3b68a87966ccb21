"""The statements of governance that depend on a parameter."""

from __future__ import annotations

import re

import pytest
from lakehouse.governance.definitions import FILES
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

GROUPS = "governance/create_group_functions.sql"
GRANTS = "governance/grant_call_readers.sql"


@pytest.mark.parametrize("parameter", [p for p in lakehouse.PARAMETERS if p != "catalog"])
@pytest.mark.parametrize("value", ["", "  "])
def test_a_group_must_have_a_name(tables: SparkSession, parameter: str, value: str) -> None:
    parameters = {**lakehouse.PARAMETERS, parameter: value}
    with pytest.raises(PySparkException, match=rf"{parameter}: no .* specified"):
        lakehouse.run_sql_file(tables, GROUPS, parameters)


@pytest.mark.parametrize(
    "name", ["rev'iewers", "a\\", "\\'", 'a"b', "a%sb", "a`b", "a;b", "日本", "account users"]
)
def test_a_group_is_asked_about_by_its_very_name(tables: SparkSession, name: str) -> None:
    parameters = {**lakehouse.PARAMETERS, "reviewers_group": name}
    lakehouse.run_sql_file(tables, GROUPS, parameters)
    asked = "select governance.sees_all_calls()"
    lakehouse.assume(tables, "a@x.example", ["others", name])
    lakehouse.assume(tables, "a@x.example", ["others", name])
    # a session keeps a function as it was when it first called it
    assert tables.newSession().sql(asked).first()[0] is True
    lakehouse.assume(tables, "a@x.example", ["others", name + "x", name[:-1]])
    assert tables.newSession().sql(asked).first()[0] is False


@pytest.mark.parametrize(
    ("group", "quoted"), [("account users", "`account users`"), ("a`; b", "`a``; b`")]
)
def test_a_grant_names_its_group_in_quotes(tables: SparkSession, group: str, quoted: str) -> None:
    text = (lakehouse.PROJECT / "sql" / GRANTS).read_text()
    statements = re.findall(r"execute immediate (.*?);\n", text, re.DOTALL)
    made = [
        tables.sql(f"select {statement}", args={"call_readers_group": group}).first()[0]
        for statement in statements
    ]
    assert made == [
        f"grant select on table gold.conversation_details to {quoted}",
        f"grant select on table gold.conversation_signal_details to {quoted}",
    ]


def test_definitions_can_be_made_again(governed: SparkSession) -> None:
    for name in FILES:
        lakehouse.run_sql_file(governed, name, lakehouse.PARAMETERS)
    assert governed.sql("select count(*) from gold.conversation_details").first()[0] == 0
