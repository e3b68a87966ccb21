"""Splitting a SQL file, without a cluster."""

from __future__ import annotations

import pytest
from cluster.sql.sql_text import split


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        ("-- only a comment\n", []),
        ("select 1", ["select 1"]),
        ("select 1;;\n;select 2;", ["select 1", "select 2"]),
        ("select ';' as `a;b`, \"c;d\"; select 2", ["select ';' as `a;b`, \"c;d\"", "select 2"]),
        ("select 'it''s; me', 'a\\';b'; x", ["select 'it''s; me', 'a\\';b'", "x"]),
        ("select 1 -- one; two\n, 2; select 3", ["select 1 -- one; two\n, 2", "select 3"]),
        ("select /* ; */ 1; select 2", ["select /* ; */ 1", "select 2"]),
        ("select case when a then 1 end; select 2", ["select case when a then 1 end", "select 2"]),
        (
            "begin select 1; begin select 2; end; end; select 3",
            ["begin select 1; begin select 2; end; end", "select 3"],
        ),
        (
            "begin if a then select 1; end if; select case b when 1 then 2 end; end; select 3",
            [
                "begin if a then select 1; end if; select case b when 1 then 2 end; end",
                "select 3",
            ],
        ),
        ("select r'\\d;' ; select 2", ["select r'\\d;'", "select 2"]),
        ("select a:b.c, :d from t; select 2", ["select a:b.c, :d from t", "select 2"]),
    ],
)
def test_split(text: str, statements: list[str]) -> None:
    assert split(text) == statements


def test_older_parameters_are_literals() -> None:
    from cluster.sql.sql_file import with_values

    values = {"catalog": "main", "it": "it's \\"}
    assert with_values("use catalog {{catalog}}; select {{ it }}, {{other}}", values) == (
        "use catalog 'main'; select 'it\\'s \\\\', {{other}}"
    )
