"""The access check and Spark read alike: words, relations, built-in functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cluster.access import StatementAccess, StatementRefused, statement_access
from cluster.access.builtin_functions import engine_functions
from cluster.access.keywords import is_query_keyword, spark_keywords
from cluster.access.lexer import Token, TokenKind, tokens_of
from cluster.access.plan_tables import agree, engine_check, plan_relations
from hypothesis import example, given, settings
from hypothesis import strategies as st
from py4j.java_gateway import get_field

from ....forms import LONG

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Access = Callable[[str], StatementAccess]

PIECES = (
    *"'\"`-/*+\\;().,:=<>!|&^~%[]@?1.eERrxX \n\r\t",
    *(
        "--",
        "/*",
        "*/",
        "/*+",
        "''",
        '""',
        "``",
        "\\'",
        "\\\n",
        "r'",
        "x'",
        "<=>",
        "->",
        "::",
        "||",
    ),
    *("from", "a", "1e", "2L", ".5", "bd", "1.5BD", "_1", "é"),
)


def spark_tokens(spark: SparkSession, text: str) -> list[str] | None:
    """The tokens of Spark's own lexer; nothing where it finds a character it has no use for."""
    jvm = spark._jvm
    stream = jvm.org.antlr.v4.runtime.CharStreams.fromString(text)
    package = jvm.org.apache.spark.sql.catalyst.parser
    lexer = package.SqlBaseLexer(package.UpperCaseCharStream(stream))
    lexer.removeErrorListeners()
    unrecognized = package.SqlBaseLexer.UNRECOGNIZED
    found = []
    while (token := lexer.nextToken()).getType() != -1:
        if token.getType() == unrecognized:
            return None
        if token.getChannel() == 0:
            found.append(token.getText())
    return None if get_field(lexer, "has_unclosed_bracketed_comment") else found


def rejoined(tokens: list[Token], text: str) -> list[str]:
    """Our tokens as they are written; shifts, which are single signs here, put together."""
    written: list[str] = []
    end = -1
    for token in tokens:
        piece = text[token.start : token.end]
        is_shift = token.start == end and written and piece in "<>" and set(written[-1]) == {piece}
        if is_shift and len(written[-1]) < (3 if piece == ">" else 2):
            written[-1] += piece
        else:
            written.append(piece)
        end = token.end
    return written


@settings(max_examples=400 if LONG else 100, deadline=None)
@example(pieces=["<", "<", "="])
@example(pieces=["<", "<", "=", ">"])
@example(pieces=[">", ">", "="])
@example(pieces=[">", ">", ">", ">", "="])
@example(pieces=["!", ">", ">", "="])
@example(pieces=[".5", "2L"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_words_end_where_spark_ends_them(spark: SparkSession, pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        ours = tokens_of(text)
    except StatementRefused:
        return
    if not any(token.is_symbol("@") for token in ours):  # the platform's time travel
        assert rejoined(ours, text) == spark_tokens(spark, text)


@settings(max_examples=150 if LONG else 40, deadline=None)
@given(data=st.data())
def test_disguised_statements_agree(
    spark: SparkSession, access: Access, hostile_statements: st.SearchStrategy, data: st.DataObject
) -> None:
    statement, asked = data.draw(hostile_statements)
    in_plan = plan_relations(spark, statement)
    assert in_plan is not None, f"Spark cannot parse: {statement}"
    assert agree(access(statement).relations, in_plan)


PATCHES = (
    *sorted(spark_keywords()),
    *("s9", "gold.s8", "(select 1 from s7)", "`s6`", "f(x)", "'a'", "1", "x", "@v1", "/*+ a */"),
    *"()[],.*=:<>",
    *("::", "->", "=>", "||", "as x", "from s5", "join s5 x", ", s5", "lateral view", "order by 1"),
)


@st.composite
def patched(draw: st.DrawFn, statement: str) -> str:
    """A statement with some of its words replaced, left out, or joined by others."""
    words = statement.split()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(words) - 1))
        patch = draw(st.sampled_from(PATCHES))
        words[place : place + draw(st.integers(0, 1))] = [patch] if draw(st.booleans()) else []
        words = words or [patch]
    return " ".join(words)


@settings(max_examples=1000 if LONG else 150, deadline=None)
@given(data=st.data())
def test_what_both_read_has_the_same_relations(
    spark: SparkSession, access: Access, hostile_statements: st.SearchStrategy, data: st.DataObject
) -> None:
    statement = data.draw(patched(data.draw(hostile_statements)[0]))
    try:
        ours = access(statement)
    except StatementRefused:
        return
    in_plan = plan_relations(spark, statement) or frozenset()
    unseen = in_plan - {", ".join(name).lower() for name in ours.relations}
    # no object can have such a name
    assert all(is_query_keyword(name) for name in unseen), unseen


@pytest.mark.parametrize(
    ("statement", "relations"),
    [
        ("select * from A.`B` x where exists (select 1 from c)", {"a, b", "c"}),
        ("with c as (select * from t) select * from c", {"c", "t"}),
        (
            "merge into t using u on t.a = (select 1 from v) when matched then delete",
            {"t", "u", "v"},
        ),
        ("create or replace view v as select * from t version as of 1", {"v", "t"}),
        ("insert into t replace where a = 1 select * from u", {"t", "u"}),
        ("optimize s.t", {"s, t"}),
        ("select * from delta.`/Volumes/c/s/v`", {"delta, /volumes/c/s/v"}),
        ("select * from range(3)", set()),
        ("select * from values (1) as t(a)", set()),
    ],
)
def test_plan_relations(spark: SparkSession, statement: str, relations: set[str]) -> None:
    assert plan_relations(spark, statement) == relations


def test_what_spark_cannot_parse_has_no_plan(spark: SparkSession) -> None:
    assert plan_relations(spark, "grant select on t to `x`") is None


def test_disagreement_is_refused(spark: SparkSession, access: Access) -> None:
    check = engine_check(spark)
    check("select * from t", access("select * from t"))
    with pytest.raises(StatementRefused, match=r"the engine sees \['secret'\]"):
        check("select * from t join secret", access("select * from t"))
    params = {"statement": "select * from T", "catalog": "spark_catalog", "schema": "silver"}
    assert "error" not in statement_access(params, engine_check=check)


def test_built_in_functions_are_sparks(spark: SparkSession) -> None:
    listed = {row[0] for row in spark.sql("show system functions").collect()}
    assert engine_functions() == {name for name in listed if name.replace("_", "a").isalnum()}


def test_keywords_are_sparks(spark: SparkSession) -> None:
    vocabulary = spark._jvm.org.apache.spark.sql.catalyst.parser.SqlBaseLexer.VOCABULARY
    literals = {
        (vocabulary.getLiteralName(kind) or "").strip("'").lower()
        for kind in range(1, vocabulary.getMaxTokenType() + 1)
    }
    # X is one before a string only; these four have two spellings, so no literal
    words = {name for name in literals if name.replace("_", "").isalpha()} - {"x"}
    assert spark_keywords() == words | {"rlike", "regexp", "temp", "temporary"}


def test_a_built_in_hides_a_function_of_a_schema(spark: SparkSession) -> None:
    spark.sql("create schema if not exists hiding")
    spark.sql("create or replace function hiding.lower(a string) returns string return 'mine'")
    session = spark.newSession()
    session.sql("use hiding")
    assert session.sql("select lower('A')").first()[0] == "a"
    assert session.sql("select hiding.lower('A')").first()[0] == "mine"


@pytest.mark.parametrize(
    ("query", "reads_table"),
    [
        ("with t as (select * from t) select * from t", True),
        ("with recursive a as (select * from t), t as (select 1 as n) select * from a", True),
        ("with t as (select 1 as n) select * from (select * from t)", False),
        ("(with t as (select 1 as n) select * from t) union all select * from t", True),
        ("with t as (select 1 as n) select * from t union all select * from t", False),
        ("with t as (select 1 as n) (select * from t) union all (select * from t)", False),
        ("with a as (with t as (select 1 as n) select * from t) select * from a, t", True),
        (
            "with t as (select 1 as n) select * from (with t as (select * from t) select * from t)",
            False,
        ),
        ("with t as (select 1 as n), a as (select * from t) select * from a", False),
        ("with `T` as (select 1 as n) select * from t", False),
    ],
)
def test_scopes_are_sparks(
    spark: SparkSession, access: Access, query: str, reads_table: bool
) -> None:
    spark.sql("create schema if not exists silver")
    spark.sql("create table if not exists silver.t as select 42 as n")
    session = spark.newSession()
    session.sql("use silver")
    analyzed = session.sql(query)._jdf.queryExecution().analyzed().toString()
    assert ("silver.t" in analyzed) is reads_table
    asked = any(
        needed.full_name == "spark_catalog.silver.t" for needed in access(query).requirements
    )
    assert asked is reads_table


def test_token_kinds() -> None:
    kinds = [token.kind for token in tokens_of("a `b` 'c' 1.5 <=>")]
    assert kinds == [
        TokenKind.WORD,
        TokenKind.QUOTED,
        TokenKind.STRING,
        TokenKind.NUMBER,
        TokenKind.SYMBOL,
    ]
