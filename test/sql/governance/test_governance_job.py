"""The governance job's two notebooks, around the SQL files that it runs between them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse import contracts as contracts_module
from lakehouse import governance
from lakehouse.governance_definitions import FILES, declared, lasting
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
def job(
    tables: SparkSession,
    contracts: dict[str, dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Job:
    path = tmp_path / "contracts.json"
    no_rules = {"rules": [], "properties": {}, "layoutColumns": []}
    path.write_text(
        json.dumps(
            {
                "version": contracts_module.VERSION,
                "tables": {name: no_rules | table for name, table in contracts.items()},
                "feeds": {},
            }
        )
    )
    loaded = contracts_module.load(path)
    monkeypatch.setattr(contracts_module, "load", lambda: loaded)
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
    constraint = ("silver.reps", "constraint rep_id_present", "coalesce(trim(rep_id), '') <> ''")
    assert (*constraint, None, "repaired") in rows

    again = job.run()
    assert again == {"findings": 0, "issues": {"reps": 0, "hidden_calls": 0}}
    assert report(job.spark) == rows


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
    repaired = governance.Finding("silver.deals", "constraint a", "a > 1", None)
    stays = governance.Finding("silver.deals", "constraint b", "b > 1", None, "1 row breaks it")
    assert governance.unrepaired([repaired, stays]) == [stays]
    assert str(governance.NotAsDeclared([stays])) == (
        "silver.deals: constraint b not set: 1 row breaks it"
    )
