"""The governance job's two notebooks, around the SQL files that it runs between them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse.governance import feature_tables, table_masks
from lakehouse.governance.definitions import FILES, declared, lasting
from lakehouse.governance.findings import LEFT, Finding, NotAsDeclared, unrepaired
from lakehouse.governance.tables import differing_columns
from lakehouse.runtime import contracts as contracts_module
from lakehouse.runtime import sql
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse


class Exited(Exception):
    """A notebook ended with a value."""


@dataclass
class Job:
    """A job's run: its task values, and what its notebooks get of the platform."""

    spark: SparkSession
    values: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """Runs every task, and returns what the last one ended with."""
        lakehouse.assume(self.spark, lakehouse.JOBS)
        self.notebook("inspect_governance")
        for name in FILES:
            lakehouse.run_sql_file(self.spark, name, lakehouse.PARAMETERS)
        return self.notebook("assert_governance")

    def notebook(self, name: str) -> dict[str, Any]:
        """Runs a notebook, and returns what it ended with."""
        source = (lakehouse.PROJECT / "notebooks" / f"{name}.py").read_text()
        widgets = {"catalog": "spark_catalog"}
        dbutils = SimpleNamespace(
            widgets=SimpleNamespace(
                text=lambda key, default: widgets.setdefault(key, default), get=widgets.__getitem__
            ),
            jobs=SimpleNamespace(
                taskValues=SimpleNamespace(
                    set=lambda key, value: self.values.update({key: json.loads(json.dumps(value))}),
                    get=lambda taskKey, key, debugValue: self.values[key],  # noqa: N803
                )
            ),
            notebook=SimpleNamespace(exit=_exit),
        )
        with pytest.raises(Exited) as exited:
            exec(compile(source, name, "exec"), {"spark": self.spark, "dbutils": dbutils})
        return json.loads(str(exited.value))


def _exit(value: str) -> None:
    raise Exited(value)


@pytest.fixture
def job(tables: SparkSession, contracts_file: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    loaded = contracts_module.load(contracts_file)
    monkeypatch.setattr(contracts_module, "load", lambda: loaded)
    # Spark knows no primary keys: test/notebooks/governance/test_feature_tables.py
    monkeypatch.setattr("databricks.sdk.WorkspaceClient", SimpleNamespace)
    monkeypatch.setattr(feature_tables, "assert_primary_keys", lambda *_: [])
    tables.sql("truncate table ops.governance_report")
    return Job(tables)


def report(spark: SparkSession) -> list[tuple[Any, ...]]:
    rows = spark.sql(
        "select securable, property, expected, found, outcome from ops.governance_report"
    )
    return sorted((tuple(row) for row in rows.collect()), key=str)


def test_a_job_makes_all_reports_all_and_then_finds_nothing(job: Job) -> None:
    first = job.run()
    names = {name for _, name in declared()}
    assert names > {"governance.mask_text", "gold.conversation_details", "gold.signal_lineage"}
    rows = report(job.spark)
    assert first["findings"] == len(rows)
    assert {row[0] for row in rows if row[1] == "definition"} == names
    assert {row[3] for row in rows} == {None}
    assert {row[4] for row in rows} == {"repaired"}
    rules = contracts_module.load().table("silver.reps").rules
    present = next(rule.expression for rule in rules if rule.name == "rep_id_present")
    assert ("silver.reps", "constraint rep_id_present", present, None, "repaired") in rows

    again = job.run()
    assert again == {"findings": 0, "issues": {"reps": 0, "hidden_calls": 0}}
    assert report(job.spark) == rows
    _check_column_lineage(job.spark)


def _check_column_lineage(spark: SparkSession) -> None:
    """The view has a row for each source that contracts/column-lineage.json has."""
    recorded = json.loads((lakehouse.PROJECT / "contracts/column-lineage.json").read_text())
    columns = [one for table in recorded["tables"].values() for one in table.values()]
    view = spark.table("gold.column_lineage")
    assert view.count() == sum(max(1, len(column["sources"])) for column in columns)
    found = view.where("target_table_name in ('silver.reps', 'gold.deal_features')")
    rows = found.where("target_column_name in ('email', 'conversation_count')").collect()
    assert sorted((tuple(row) for row in rows), key=str) == [
        ("bronze.reps_raw", "payload", "email", "copied", "silver.reps", "email", None, True),
        (None, None, None, None, "gold.deal_features", "conversation_count", "rows", False),
    ]


def test_what_drifted_is_put_right_and_reported(job: Job) -> None:
    job.run()
    spark = job.spark
    spark.sql("truncate table ops.governance_report")
    spark.sql(
        "create or replace function governance.mask_text(value string) returns string return value"
    )
    spark.sql("drop function governance.mask_name")
    spark.sql(
        "create or replace view gold.conversation_details as select * from silver.conversations"
    )
    spark.sql("alter table silver.reps drop constraint rep_id_present")
    spark.sql("alter table silver.deals add constraint mine check (deal_id <> 'a')")
    lakehouse.insert(spark, "silver.conversations", [{"call_id": "c", "rep_id": "ghost"}])

    done = job.run()
    assert done == {"findings": 5, "issues": {"reps": 1, "hidden_calls": 1}}
    rows = report(spark)
    assert [row[:2] for row in rows] == [
        ("gold.conversation_details", "definition"),
        ("governance.mask_name", "definition"),
        ("governance.mask_text", "definition"),
        ("silver.deals", "constraint mine"),
        ("silver.reps", "constraint rep_id_present"),
    ]
    by_name = {row[0]: row for row in rows}
    _, _, expected, found, _ = by_name["gold.conversation_details"]
    assert "select * from silver.conversations" in found
    assert "governance.may_see_call(calls.rep_id)" in expected
    assert by_name["governance.mask_name"][3] is None
    assert by_name["governance.mask_text"][3].endswith("Body:          value")
    assert by_name["silver.deals"][2] is None

    lakehouse.assume(spark, "anyone@x.example")
    assert spark.sql("select * from gold.conversation_details").count() == 0
    assert spark.sql("select governance.mask_text('a')").first()[0] != "a"


def test_masks_of_an_earlier_version_are_removed(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the information schema of Databricks stood in for: open-source Spark has no masks."""
    spark = job.spark
    job.run()
    dropped: list[tuple[str, dict[str, str]]] = []

    def run(session: SparkSession, name: str, **parameters: str) -> Any:
        if "/drop_" not in name:
            return run_file(session, name, **parameters)
        # Spark parses no DROP MASK: it puts the statement together, and that is the end here
        query = sql.read(name).replace("execute immediate", "select")
        dropped.append((name, session.sql(query, args=parameters).first()[0]))
        return None

    run_file = sql.run
    monkeypatch.setattr(table_masks.sql, "run", run)
    spark.sql("create schema information_schema")
    try:
        spark.sql(
            "create table information_schema.column_masks using delta as select"
            " 'silver' as table_schema, 'quarantine' as table_name, inline(array("
            "struct('payload' as column_name, 'c.governance.mask_text' as mask_name),"
            " struct('errors' as column_name, 'c.own.mask' as mask_name)))"
        )
        spark.sql(
            "create table information_schema.row_filters using delta as select"
            " 'silver' as table_schema, 'quarantine' as table_name,"
            " 'c.governance.sees_rejected_records' as filter_name"
        )
        spark.sql("truncate table ops.governance_report")
        job.notebook("inspect_governance")
        assert job.notebook("assert_governance")["findings"] == 2
    finally:
        spark.sql("drop schema information_schema cascade")
    assert sorted(dropped) == [
        (
            "governance/drop_column_mask.sql",
            "alter table silver.quarantine alter column `payload` drop mask",
        ),
        ("governance/drop_row_filter.sql", "alter table silver.quarantine drop row filter"),
    ]
    assert report(spark) == [
        ("silver.quarantine", "row filter", None, "c.governance.sees_rejected_records", "repaired"),
        ("silver.quarantine.payload", "mask", None, "c.governance.mask_text", "repaired"),
    ]


def test_columns_are_held_against_the_contracts_and_left(job: Job) -> None:
    loaded = contracts_module.load()
    assert differing_columns(job.spark, loaded) == []

    column = contracts_module.Column
    reps = loaded.tables["silver.reps"]
    [name] = [one for one in reps.columns if one.name == "name"]
    kept = [one for one in reps.columns if one.name not in ("name", "email")]
    changed = [*kept, replace(name, type="BIGINT"), column("region", "ARRAY<STRUCT<code: STRING>>")]
    absent = replace(reps, name="silver.absent", columns=(column("id", "STRING"),))
    tables = {"silver.reps": replace(reps, columns=tuple(changed)), "silver.absent": absent}
    findings = differing_columns(job.spark, replace(loaded, tables=tables))
    left = f"{LEFT}a deployment changes columns"
    assert findings == [
        Finding("silver.reps", "column name", "bigint", "string", left),
        Finding(*("silver.reps", "column region", "array<struct<code:string>>", None, left)),
        Finding("silver.reps", "column email", None, "string", left),
        Finding("silver.absent", "table", "id", None, left),
    ]
    assert unrepaired(findings) == []


def test_a_description_is_compared_by_what_lasts() -> None:
    description = """Function:      c.governance.f
Type:          SCALAR
Input:         value STRING
Returns:       STRING
Configs:       spark.a=1
               spark.b=2
Owner:         ann
Create Time:   Mon Nov 23
Body:          case
Owner: not a label any more
end"""
    assert lasting(description).splitlines() == [
        "Function:      c.governance.f",
        "Input:         value STRING",
        "Returns:       STRING",
        "Body:          case",
        "Owner: not a label any more",
        "end",
    ]


def test_a_finding_without_repair_stops_the_job() -> None:
    repaired = Finding("silver.deals", "constraint a", "a > 1", None)
    stays = Finding("silver.deals", "constraint b", "b > 1", None, "1 row breaks it")
    assert unrepaired([repaired, stays]) == [stays]
    assert str(NotAsDeclared([stays])) == ("silver.deals: constraint b not set: 1 row breaks it")
