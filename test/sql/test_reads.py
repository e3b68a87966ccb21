"""The header of each SQL file lists exactly what its statements read."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lakehouse.runtime import sql
from sqlfluff.core import FluffConfig, Linter

FILES = sorted(path.relative_to(sql.FOLDER).as_posix() for path in sql.FOLDER.glob("**/*.sql"))

_NO_CODE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.DOTALL
)
_PARAMETER = re.compile(r"(?<!:):([A-Za-z_]\w*)")
_MADE = ("create_view_statement", "create_table_statement", "insert_statement")
"""Statements whose first table is what they create or append to."""


@pytest.fixture(scope="module")
def linter() -> Linter:
    # the markers of parameters are part of the dialect
    return Linter(config=FluffConfig.from_root(overrides={"templater": "raw"}))


def read_in(linter: Linter, text: str) -> sql.Reads:
    """Tables, views and parameters that the parsed statements read."""
    tree = linter.parse_string(text).tree
    assert tree is not None
    assert list(tree.recursive_crawl("unparsable")) == []
    local = {
        name.raw.lower()
        for one in tree.recursive_crawl("common_table_expression")
        if (name := one.get_child("naked_identifier"))
    }
    references = list(tree.recursive_crawl("table_reference"))
    made = [
        next(statement.recursive_crawl("table_reference"), None)
        for statement in tree.recursive_crawl(*_MADE)
    ]
    created = {
        one.raw.lower()
        for kind in ("create_view_statement", "create_table_statement")
        for statement in tree.recursive_crawl(kind)
        if (one := next(statement.recursive_crawl("table_reference"), None))
    }
    names = {
        one.raw.lower()
        for one in references
        if not any(one is target for target in made) and "(" not in one.raw
    }
    names -= local | created
    tables = {name for name in names if "." in name}
    code = _NO_CODE.sub("''", text)
    return sql.Reads(
        frozenset(tables), frozenset(names - tables), frozenset(_PARAMETER.findall(code))
    )


@pytest.mark.parametrize("file", FILES)
def test_the_header_lists_what_the_file_reads(linter: Linter, file: str) -> None:
    assert sql.reads(file) == read_in(linter, sql.read(file))


@pytest.mark.parametrize("file", [file for file in FILES if sql.reads(file).views])
def test_each_place_of_a_view_is_found_and_no_other(linter: Linter, file: str) -> None:
    views = sql.reads(file).views
    placed = sql.with_placeholders(sql.read(file), views)
    found = Counter(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", placed))
    tree = linter.parse_string(sql.read(file)).tree
    assert tree is not None
    tables = [one.raw.lower() for one in tree.recursive_crawl("table_reference")]
    qualifiers = [
        one.raw.lower().partition(".")[0]
        for one in tree.recursive_crawl("column_reference", "wildcard_identifier")
        if "." in one.raw
    ]
    assert found == Counter(name for name in tables + qualifiers if name in views)


@pytest.mark.parametrize(
    ("text", "tables", "views", "parameters"),
    [
        ("select a from silver.reps as r, calls", {"silver.reps"}, {"calls"}, set()),
        (
            "with r as (select a from silver.reps) select a from r",
            {"silver.reps"},
            set(),
            set(),
        ),
        (
            "merge into silver.reps as t using staged_reps as s on t.a = s.a and t.a >= :first\n"
            "when not matched then insert *",
            {"silver.reps"},
            {"staged_reps"},
            {"first"},
        ),
        ("insert into ops.job_locks select a from known", set(), {"known"}, set()),
        ("create or replace view gold.v as select ':a' as x from gold.t", {"gold.t"}, set(), set()),
        ("select x::int from identifier(:records) -- :other", set(), set(), {"records"}),
    ],
)
def test_what_a_statement_reads(
    linter: Linter, text: str, tables: set[str], views: set[str], parameters: set[str]
) -> None:
    expected = sql.Reads(frozenset(tables), frozenset(views), frozenset(parameters))
    assert read_in(linter, text) == expected
