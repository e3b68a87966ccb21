"""Column lineage of the SQL files: of each expression, of each table, and of the steps between."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from lineage.relations import columns_of
from lineage.report import lineage_json
from lineage.steps import Lineage, compute
from lineage.types import value_of_type
from lineage.values import How, LineageError, Source

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = "\n".join(file.read_text() for file in (PROJECT / "notebooks").rglob("*.py"))
CALLS = {
    "a": "STRING",
    "b": "STRING",
    "n": "INT",
    "person": "STRUCT<name: STRING, address: STRUCT<city: STRING>>",
    "turns": "ARRAY<STRUCT<role: STRING, text: STRING>>",
    "value": "VARIANT",
}
REPS = {"a": "STRING", "team": "STRING"}


def of(query: str) -> dict[str, str]:
    """The sources of each column: `a` is copied, `a!` derived, `a?` reduced, `a*` masked."""
    tables = {"calls": CALLS, "reps": REPS}
    marks = {How.COPIED: "", How.DERIVED: "!", How.MASKED: "*", How.REDUCED: "?"}

    def catalog(name: str) -> dict[str, Any]:
        columns = tables[name]
        return {one: value_of_type(columns[one], name, one, "") for one in columns}

    def shown(source: Source, how: How) -> str:
        table = "" if source.table == "calls" else f"{source.table}."
        field = f":{source.field}" if source.field else ""
        return f"{table}{source.column}{field}{marks[how]}"

    relation = columns_of(sqlglot.parse_one(query, dialect="databricks"), catalog)
    found = {name: value.every() for name, value in relation.items()}
    return {
        name: " ".join(
            [*(shown(s, how) for s, how in sorted(value.sources.items())), *sorted(value.made)]
        )
        for name, value in found.items()
    }


@pytest.mark.parametrize(
    ("expression", "sources"),
    [
        ("a", "a"),
        ("calls.a", "a"),
        ("cast(n as string)", "n"),
        ("coalesce(a, b, 'x')", "a b constant"),
        ("upper(a)", "a!"),
        ("a || b", "a! b!"),
        ("a = 'x'", "a! constant"),
        ("case when a = 'x' then b else null end", "a! b constant"),
        ("if(a is null, b, a)", "a b constant"),
        ("a is null", "a? constant"),
        ("count(*)", "rows"),
        ("count(distinct a)", "a? rows"),
        ("count_if(a = 'x')", "a? constant rows"),
        ("max(a)", "a"),
        ("avg(n) filter (where a = 'x')", "a! n! constant"),
        ("sum(n) over (partition by a order by b)", "a? b? n!"),
        ("row_number() over (partition by a order by b)", "a? b? rows"),
        ("sha2(a, 256)", "a? constant"),
        ("governance.mask_text(a)", "a*"),
        ("governance.sees_all(a)", "a!"),
        ("upper(governance.mask_text(a))", "a*"),
        ("person.name", "person:name"),
        ("person.address.city", "person:address.city"),
        ("turns.text", "turns:[].text"),
        ("size(turns)", "turns:[].role? turns:[].text?"),
        ("transform(turns, t -> t.text)", "turns:[].text"),
        ("transform(turns, (t, place) -> struct(place, t.role))", "turns:[].role rows"),
        ("filter(turns, t -> t.role = 'rep').text", "turns:[].text"),
        ("array_join(transform(turns, t -> t.text), ' ')", "turns:[].text! constant"),
        ("exists(turns, t -> t.role = 'rep')", "turns:[].role! turns:[].text! constant"),
        ("named_struct('x', a, 'y', b).y", "b"),
        ("struct(a as x, b).x", "a"),
        ("value.deep", "value"),
        ("to_json(struct(a, n))", "a! n!"),
        (":given", "parameter"),
        ("current_timestamp()", "clock"),
        ("'x'", "constant"),
    ],
)
def test_the_sources_of_an_expression(expression: str, sources: str) -> None:
    assert of(f"select {expression} as found from calls") == {"found": sources}


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("select * except (person, turns, value, n) from calls", {"a": "a", "b": "b"}),
        ("select person.* from calls", {"name": "person:name", "address": "person:address.city"}),
        (
            "select c.a, r.team from calls as c join reps as r on c.a = r.a",
            {"a": "a", "team": "reps.team"},
        ),
        ("select team from reps left semi join calls on reps.a = calls.a", {"team": "reps.team"}),
        ("with x as (select b as a from calls) select a from x", {"a": "b"}),
        ("select x.a from (select upper(a) as a from calls) as x", {"a": "a!"}),
        ("select a from calls union all select team from reps", {"a": "a reps.team"}),
        ("select explode(turns) as turn from calls", {"turn": "turns:[].role turns:[].text"}),
        (
            "select p, t.text from calls lateral view posexplode(turns) e as p, t",
            {"p": "rows", "text": "turns:[].text"},
        ),
    ],
)
def test_the_sources_of_a_query(query: str, columns: dict[str, str]) -> None:
    assert of(query) == columns


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("select nothing from calls", "column: unknown, got nothing"),
        ("select calls.nothing from calls", "column: unknown, got calls.nothing"),
        ("select a from calls, reps", "column: not one column, got a"),
        ("select person.nothing from calls", "field: unknown, got nothing"),
        ("select * except (nothing) from calls", "except: unknown column, got nothing"),
        ("select a.* from calls", "star: not of a struct, got a"),
        ("select a, b from calls union all select a from reps", "union: another number"),
        ("select x from stack(1, 2) as t(x)", "relation: "),
    ],
)
def test_what_is_not_known_is_an_error(query: str, problem: str) -> None:
    with pytest.raises((LineageError, KeyError), match=re.escape(problem)):
        of(query)


@pytest.fixture(scope="module")
def model() -> dict[str, Any]:
    script = "console.log(JSON.stringify(require('./contracts/lineage-model').lineageModel()))"
    command = ["node", "-r", "tsx/cjs", "--eval", script]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_recorded_lineage_is_that_of_the_files(model: dict[str, Any]) -> None:
    recorded = json.loads((PROJECT / "contracts/column-lineage.json").read_text())
    assert {"files": recorded["files"], "tables": recorded["tables"]} == lineage_json(model)


def test_every_column_of_silver_and_gold_has_a_lineage(model: dict[str, Any]) -> None:
    tables = lineage_json(model)["tables"]
    declared = {
        (table, column["name"])
        for table, contract in model["tables"].items()
        if table.split(".")[0] in ("bronze", "silver", "gold")
        for column in contract["columns"]
    }
    found = {(table, column) for table, columns in tables.items() for column in columns}
    assert declared - found == set()
    for columns in tables.values():
        assert all(one["sources"] or one["made"] for one in columns.values())


def test_a_column_that_no_statement_writes_is_an_error(model: dict[str, Any]) -> None:
    contract = model["tables"]["gold.rep_monthly_scores"]
    columns = [*contract["columns"], {"name": "mood", "type": "STRING"}]
    changed = {**model["tables"], "gold.rep_monthly_scores": {**contract, "columns": columns}}
    with pytest.raises(LineageError, match=r"no statement writes it, got gold\.rep_.*\.mood"):
        lineage_json({**model, "tables": changed})


def test_every_statement_that_writes_silver_or_gold_is_a_step(model: dict[str, Any]) -> None:
    writes = {
        file.relative_to(PROJECT / "sql").as_posix()
        for folder in ("silver", "gold")
        for file in (PROJECT / "sql" / folder).glob("*.sql")
        if re.search(r"^(merge|insert|update)\b", file.read_text(), re.MULTILINE)
    }
    # they only delete rows
    deleting = {"silver/evict_conversations.sql", "silver/evict_conversation_signals.sql"}
    assert writes - deleting - compute(model).files == set()


def test_the_views_of_the_steps_are_those_of_the_notebooks(model: dict[str, Any]) -> None:
    lineage: Lineage = compute(model)
    # results that the notebooks judge or pass on without a view
    unnamed = {"candidates", "deals_to_score"}
    unnamed |= {"accepted_deals", "accepted_reps", "accepted_evaluations", "entering_records"}
    for view in lineage.views.keys() - unnamed:
        forms = {view, re.sub(r"^(\w+)_changes$", "{table}_changes", view)}
        assert any(f'"{form}"' in NOTEBOOKS or f"def {form}(" in NOTEBOOKS for form in forms), view
    for file in lineage.files:
        name = re.sub(r"/(merge|insert)_", "/{how}_", file)
        used = any(one in NOTEBOOKS for one in (file, name))
        # views of the governance job are run by their tasks
        assert used or file in (PROJECT / "rules/governance-tasks.ts").read_text(), file
