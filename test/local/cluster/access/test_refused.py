"""Statements that are refused to every caller, and their errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cluster.access import StatementAccess, StatementRefused

Access = Callable[[str], StatementAccess]

SYNTAX, FEATURE = "PARSE_SYNTAX_ERROR", "UNSUPPORTED_FEATURE"


@pytest.mark.parametrize(
    ("statement", "error_code", "names"),
    [
        # more than one statement, or what is known only when it runs
        ("select 1; select 2", FEATURE, "several statements"),
        ("begin select 1; end", FEATURE, "several statements"),
        ("begin end", FEATURE, "BEGIN"),
        ("execute immediate 'select * from secret'", FEATURE, "EXECUTE"),
        ("declare x = 1", FEATURE, "DECLARE"),
        ("call p()", FEATURE, "CALL"),
        ("", SYNTAX, "no statement"),
        (" ; -- ;", SYNTAX, "no statement"),
        # the engine's settings and memory
        ("set spark.sql.caseSensitive = true", FEATURE, "SET"),
        ("set", FEATURE, "SET"),
        ("set path = x", FEATURE, "SET"),
        ("reset", FEATURE, "RESET"),
        ("cache table t as select * from secret", FEATURE, "CACHE"),
        ("clear cache", FEATURE, "CLEAR"),
        ("create temporary view v as select * from t", FEATURE, "TEMPORARY"),
        # policies and tags have REST routes only
        ("create policy p on catalog c column mask f to u for tables", FEATURE, "CREATE policy"),
        ("create or replace policy p on schema s row filter f to u", FEATURE, "CREATE policy"),
        ("drop policy p on catalog c", FEATURE, "DROP policy"),
        ("show policies on catalog c", FEATURE, "SHOW policies"),
        ("create governed tag a values ('b')", FEATURE, "CREATE governed"),
        ("set tag on column t.a a = b", FEATURE, "entity tag assignments"),
        ("unset tag on column t.a a", FEATURE, "entity tag assignments"),
        ("alter table t set tags ('a' = 'b')", FEATURE, "entity tag assignments"),
        ("alter table t unset tags ('a')", FEATURE, "entity tag assignments"),
        ("alter table t alter column a set tags ('a' = 'b')", FEATURE, "entity tag assignments"),
        ("alter schema s set tags ('a' = 'b')", FEATURE, "entity tag assignments"),
        ("create or replace global temp view v as select 1", FEATURE, "TEMPORARY"),
        ("select * from global_temp.v", FEATURE, "global_temp"),
        # code and files
        ("add jar '/x.jar'", FEATURE, "ADD"),
        ("create function f as 'com.Evil' using jar '/x.jar'", FEATURE, "AS 'class'"),
        ("create temporary function f as 'com.Evil'", FEATURE, "TEMPORARY"),
        ("create function f() returns int language python as 'x'", FEATURE, "python"),
        ("select transform(a) using 'cat' from t", FEATURE, "USING"),
        ("from t map a using 'cat' as b", FEATURE, "USING"),
        ("from t reduce a using 'cat' as b", FEATURE, "USING"),
        ("select reflect('java.lang.System', 'exit')", FEATURE, "reflect"),
        ("select `Java_Method`('a', 'b')", FEATURE, "Java_Method"),
        ("select 1 where try_reflect('a', 'b') = '1'", FEATURE, "try_reflect"),
        ("select builtin.reflect('a', 'b')", FEATURE, "reflect"),
        ("select identifier('reflect')('a', 'b')", FEATURE, "reflect"),
        ("select from_avro(a, b, map('avroSchemaUrl', 'file:/x'))", FEATURE, "from_avro"),
        ("select * from python_worker_logs()", FEATURE, "python_worker_logs"),
        ("select session.f()", FEATURE, "session"),
        ("insert overwrite directory '/x' select * from t", FEATURE, "DIRECTORY"),
        ("insert overwrite local directory '/x' using csv select 1", FEATURE, "DIRECTORY"),
        ("load data inpath '/x' into table t", FEATURE, "LOAD"),
        ("copy into t from '/x' fileformat = csv", FEATURE, "COPY"),
        ("convert to delta parquet.`/x`", FEATURE, "CONVERT"),
        ("generate symlink_format_manifest for table t", FEATURE, "GENERATE"),
        ("create table t (a int) using csv", FEATURE, "csv"),
        ("create table t (a int) using `org.x.Source`", FEATURE, "org.x.Source"),
        ("create table t (a int) location '/x'", FEATURE, "LOCATION"),
        ("create table t using delta options (path '/x')", FEATURE, "OPTIONS"),
        ("create table t (a int) stored as parquet", FEATURE, "STORED"),
        ("create table t (a int) tblproperties ('option.path' = '/x')", FEATURE, "option.path"),
        ("create table t (a int) tblproperties (OPTION.path = '/x')", FEATURE, "OPTION.path"),
        ("create table t (a int) tblproperties ('\\u006fption.path' = '/x')", SYNTAX, "escapes"),
        ("create table t (a int) tblproperties ('a' = 'b', location = '/x')", FEATURE, "location"),
        ("create view v tblproperties ('view.x' = 'y') as select 1", FEATURE, "view.x"),
        ("create table t shallow clone u location '/x'", FEATURE, "LOCATION"),
        ("create external table t (a int)", FEATURE, "external"),
        ("create schema s location '/x'", FEATURE, "location"),
        ("create table t (a int default (select max(a) from secret))", FEATURE, "subquery"),
        ("alter table t set location '/x'", FEATURE, "location"),
        ("alter table t recover partitions", FEATURE, "recover"),
        ("alter table t add partition (a = 1) location '/x'", FEATURE, "partition"),
        ("alter table t set serdeproperties ('a' = 'b')", FEATURE, "serdeproperties"),
        ("show table extended like '*'", FEATURE, "SHOW"),
        ("explain drop table t", FEATURE, "EXPLAIN"),
        ("drop catalog spark_catalog", FEATURE, "DROP"),
        ("create catalog c", FEATURE, "CREATE"),
        ("msck repair table t", FEATURE, "MSCK"),
        # paths
        ("select * from delta.`/warehouse/secret`", FEATURE, "/warehouse/secret"),
        ("select * from text.`file:/etc/passwd`", FEATURE, "file:/etc/passwd"),
        ("select * from `com.x.Source`.`/Volumes/c/s/v`", FEATURE, "com.x.Source"),
        ("select * from json.data", FEATURE, "json"),
        ("select * from `JSON`.data", FEATURE, "json"),
        ("select * from json.`/Volumes/c/s/v/../w/x`", "INVALID_PARAMETER_VALUE", ".."),
        ("select * from json.`/Volumes/c/s/{v,w}/x`", FEATURE, "{v,w}"),
        ("select * from json.`/Volumes/c/s/v/{a,../w}`", "INVALID_PARAMETER_VALUE", "{a"),
        ("select * from json.`/Volumes/c/s/*/x`", FEATURE, "/Volumes/c/s/*/x"),
        ("select * from json.`/Volumes/c/s/v/%2e%2e/x`", "INVALID_PARAMETER_VALUE", "%2e"),
        ("select * from read_files('/etc/passwd')", FEATURE, "/etc/passwd"),
        ("select * from read_files(concat('/Vol', 'umes/c/s/v'))", "NOT_A_CONSTANT_STRING", "read"),
        ("select * from table_changes_by_path('/warehouse/x', 1)", FEATURE, "/warehouse/x"),
        (
            "select * from table_changes('sec' || 'ret', 1)",
            "NOT_A_CONSTANT_STRING",
            "table_changes",
        ),
        ("select * from table_changes('sec\\u0072et', 1)", "NOT_A_CONSTANT_STRING", "escapes"),
        ("select * from table_changes('sec' 'ret', 1)", "NOT_A_CONSTANT_STRING", "table_changes"),
        ("optimize '/warehouse/secret'", SYNTAX, "a name"),
        ("vacuum delta.`/Volumes/c/s/v`", FEATURE, "path"),
        ("insert into delta.`/Volumes/c/s/v` select 1", FEATURE, "path"),
        ("describe detail '/warehouse/secret'", FEATURE, "/warehouse/secret"),
        ("refresh '/warehouse/secret'", SYNTAX, "a name"),
        # names
        ("select * from identifier(lower('T'))", "NOT_A_CONSTANT_STRING", "IDENTIFIER"),
        ("select * from identifier('t' 'u')", "NOT_A_CONSTANT_STRING", "IDENTIFIER"),
        ("select * from identifier('sec\\u0072et')", "NOT_A_CONSTANT_STRING", "IDENTIFIER"),
        ("select * from identifier('t join secret')", SYNTAX, "the end"),
        ("select * from identifier(:missing)", "UNBOUND_SQL_PARAMETER", ":missing"),
        ("select * from identifier(:none)", "UNBOUND_SQL_PARAMETER", ":none"),
        ("select * from spark_catalog.t", "INVALID_IDENTIFIER", "spark_catalog"),
        ("select * from a.b.c.d", SYNTAX, "d"),
        ("select * from `a.b`", "INVALID_IDENTIFIER", "a.b"),
        ("select * from `a``b`", "INVALID_IDENTIFIER", "a``b"),
        ("select * from `\u017fecret`", "INVALID_IDENTIFIER", "\u017fecret"),
        ("with `\u017f` as (select 1) select * from s", SYNTAX, "\u017f"),
        ("select * from 'secret'", "INVALID_IDENTIFIER", "?0"),
        # what two parsers may read differently
        ("select * from \u017fecret", SYNTAX, "\u017f"),
        ("select\u00a0* from t", SYNTAX, "xa0"),
        ("select * from t \u037e select 1", SYNTAX, "\u037e"),
        ("select '${spark.x}'", FEATURE, "${"),
        ("select 1 -- ${env:PATH}", FEATURE, "${"),
        ("select $$from t$$", SYNTAX, "$"),
        ("select {fn now()}", SYNTAX, "{"),
        ("select 'a", SYNTAX, "not closed"),
        ("select `a", SYNTAX, "not closed"),
        ("select 1 /* a", SYNTAX, "not closed"),
        ("select 1 /* /*+ */ from secret */", SYNTAX, "comment"),
        ("select 1 /* /*/ from secret */", SYNTAX, "comment"),
        ("select * from t /*+ broadcast(t) */", SYNTAX, "hint"),
        ("select /*+ x('*/ from secret') */ 1", SYNTAX, "hint"),
        ("select * from a.1b", SYNTAX, "backquotes"),
        ("select 1.a from t", SYNTAX, "dot"),
        ("select * from t where a = ?", FEATURE, "?"),
        ("select * from t |> join secret", FEATURE, "|>"),
        ("select 1 union table secret", FEATURE, "TABLE"),
        ("select * from f(table(secret))", FEATURE, "TABLE"),
        ("select * from stream secret", FEATURE, "STREAM"),
        ("from t insert into a select * insert into b select *", FEATURE, "INSERT"),
        ("select * into x from t", FEATURE, "INTO"),
        ("select * from t with (path = '/x')", SYNTAX, "WITH"),
        ("select * from t changes from version 1", SYNTAX, "read"),
        ("select * from t for update", SYNTAX, "read"),
        ("select * from t match_recognize (pattern (a))", SYNTAX, "read"),
        ("select a from t as of 3", SYNTAX, "read"),
        ("with c as (select 1) delete from t", SYNTAX, "read"),
        (
            "merge into (select * from secret) t using u on true when matched then delete",
            SYNTAX,
            "M",
        ),
        ("select from", SYNTAX, "`from`"),
        # a table named `select` to Spark
        ("select * from t, select", SYNTAX, "relation"),
        ("select * from t, select a", SYNTAX, "relation"),
        ("select * from t, from u", SYNTAX, "`from`"),
        ("select * from t, join u", SYNTAX, "`join`"),
        ("select * from t join left u", SYNTAX, "`left`"),
        ("select a, from t", SYNTAX, "`from`"),
        ("select * from t join (select a join u on true) on true", SYNTAX, "nothing"),
        ("create table `select` (a int)", "INVALID_IDENTIFIER", "select"),
        ("create view gold.`From` as select 1", "INVALID_IDENTIFIER", "from"),
        ("alter table t rename to `lateral`", "INVALID_IDENTIFIER", "lateral"),
        ("show columns in s.t in gold", SYNTAX, "`in`"),
        ("select * from t join values u", SYNTAX, "`values`"),
        ("select * from t where join u", SYNTAX, "`join`"),
        ("select * from t, values", SYNTAX, "read"),
        ("select * from lateral secret", SYNTAX, "LATERAL"),
        # a table named `table` to Spark
        ("insert overwrite table partition (a = 1) select * from u", SYNTAX, "`partition`"),
        # columns of tables named `select` and `query` to Spark
        ("describe select a", SYNTAX, "`select`"),
        ("describe select a as json", SYNTAX, "`select`"),
        ("describe query select", SYNTAX, "`query`"),
        ("drop table if", SYNTAX, "`if`"),
        ("select a from t connect by prior b = c", SYNTAX, "read"),
        ("nonsense", SYNTAX, "nonsense"),
        ("'select 1'", SYNTAX, "select 1"),
    ],
)
def test_refused(access: Access, statement: str, error_code: str, names: str) -> None:
    with pytest.raises(StatementRefused) as refused:
        access(statement)
    assert refused.value.error_code == error_code
    assert names in refused.value.message
    assert "\n" not in refused.value.message


def test_a_statement_without_end_is_refused(access: Access) -> None:
    with pytest.raises(StatementRefused, match="characters"):
        access("select '" + "x" * 1_000_000 + "'")


@pytest.mark.parametrize(
    "query",
    [
        "(" * 3000 + "select 1" + ")" * 3000,
        "select " + "- " * 20_000 + "1",
        "select " + "f(" * 3000 + ")" * 3000,
        "select * from " + "(select * from " * 3000 + "t" + ")" * 3000,
    ],
)
def test_depth_is_refused(access: Access, query: str) -> None:
    with pytest.raises(StatementRefused, match="too deeply"):
        access(query)


def test_a_long_query_is_read(access: Access) -> None:
    union = access(" union all ".join(f"select * from gold.t{n}" for n in range(300)))
    assert len(union.requirements) == 302
    terms = access("select 1 from t where " + " or ".join(f"a = {n}" for n in range(1000)))
    assert len(terms.requirements) == 3
