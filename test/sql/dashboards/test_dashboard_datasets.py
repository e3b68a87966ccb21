"""Datasets of dashboards and the alert on scores, asked of a few known rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.runtime import sql
from pyspark.sql import SparkSession

from ..governance import small_lakehouse as lakehouse

SCORES, RUNS = "gold.rep_monthly_scores", "ops.pipeline_runs"
JULY, AUGUST, SEPTEMBER = "2025-07-01", "2025-08-01", "2025-09-01"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def tables(spark: SparkSession) -> Iterator[SparkSession]:
    """Spark with the tables that the datasets read, empty."""
    declared = lakehouse.declared_tables()
    lakehouse.assume(spark, "admin@example.com")
    lakehouse.create_tables(spark, {name: declared[name] for name in (SCORES, RUNS)})
    yield spark
    for name in (SCORES, RUNS):
        spark.sql(f"drop table {name}")


def score(rep: str, month: str, value: float | None, calls: int = 10, **more: Any) -> dict:
    return {
        "rep_id": rep,
        "month": month,
        "signal_name": "interest",
        "scoring_version": "a@1",
        "signal_type": "score",
        "team_id": "blue",
        "conversation_count": calls,
        "avg_value": value,
        "low_confidence_count": 0,
        "cohort_avg_value": 50.0,
        **more,
    }


def keep(spark: SparkSession, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Replaces the rows of a table."""
    spark.sql(f"delete from {table}")
    lakehouse.insert(spark, table, rows)


def ask(spark: SparkSession, file: str, **parameters: Any) -> list[dict[str, Any]]:
    return [row.asDict() for row in sql.run(spark, file, **parameters).collect()]


def chosen(spark: SparkSession, signal: str, version: str) -> set[tuple[str, str, str]]:
    rows = ask(spark, "dashboards/chosen_scores.sql", signal=signal, scoring_version=version)
    return {(row["rep_id"], row["signal_name"], row["scoring_version"]) for row in rows}


def test_one_signal_by_one_version_is_chosen(tables: SparkSession) -> None:
    often = {"signal_name": "greets", "signal_type": "behaviour", "calls": 500}
    keep(
        tables,
        SCORES,
        [
            score("ann", JULY, 60.0),
            score("ann", JULY, 20.0, calls=30, scoring_version="b@2"),
            score("bob", AUGUST, None, calls=900, scoring_version="c@3", signal_type="label"),
            score("bob", AUGUST, 0.5, team_id=None, **often),
        ],
    )
    # a score comes before a behaviour that is seen more often, and the version with more calls
    assert chosen(tables, "most used", "most used") == {("ann", "interest", "b@2")}
    assert chosen(tables, "greets", "most used") == {("bob", "greets", "a@1")}
    assert chosen(tables, "interest", "a@1") == {("ann", "interest", "a@1")}
    # an unknown signal or version is no other one
    assert chosen(tables, "interest", "c@3") == set()
    assert chosen(tables, "moods", "most used") == set()
    [row] = ask(
        tables, "dashboards/chosen_scores.sql", signal="greets", scoring_version="most used"
    )
    assert (row["team_id"], row["value_sum"]) == ("no team", 250.0)


def test_the_range_of_all_reps_is_known_by_month(tables: SparkSession) -> None:
    july = [score(f"rep_{at}", JULY, at * 10.0) for at in range(11)]
    keep(tables, SCORES, [*july, score("rep_1", AUGUST, 42.0)])
    rows = ask(
        tables, "dashboards/chosen_scores.sql", signal="interest", scoring_version="most used"
    )
    ranges = {(str(row["month"]), row["lowest_tenth"], row["highest_tenth"]) for row in rows}
    assert ranges == {(JULY, 10.0, 90.0), (AUGUST, 42.0, 42.0)}


def drops(spark: SparkSession, **change: Any) -> list[tuple[str, float, int]]:
    parameters = {"drop_share": 0.2, "window_months": 2, "min_calls": 5} | change
    rows = ask(spark, "monitoring/rep_score_drop.sql", **parameters)
    return [(row["rep_id"], row["drop_share"], row["problem_count"]) for row in rows]


def test_a_drop_is_told_of_until_it_is_made_good(tables: SparkSession) -> None:
    calm = [score("ann", month, 50.0) for month in (JULY, AUGUST, SEPTEMBER)]
    keep(tables, SCORES, calm)
    assert drops(tables) == []
    fallen = [
        # 40 and 60 over 10 and 30 calls are 55 before
        *(
            score("bob", month, value, calls)
            for month, value, calls in ((JULY, 40.0, 10), (AUGUST, 60.0, 30), (SEPTEMBER, 33.0, 5))
        ),
        # one call says nothing, nor does a rep who is new or gone
        *(score("one", month, value, 1) for month, value in ((AUGUST, 90.0), (SEPTEMBER, 10.0))),
        score("new", SEPTEMBER, 1.0),
        score("gone", AUGUST, 90.0),
        # what has no average to fall from
        *(score("zero", month, 0.0) for month in (AUGUST, SEPTEMBER)),
        *(
            score("seen", month, value, signal_type="behaviour")
            for month, value in ((AUGUST, 1.0), (SEPTEMBER, 0.0))
        ),
    ]
    keep(tables, SCORES, calm + fallen)
    assert drops(tables) == [("bob", 0.4, 1)]
    assert drops(tables, drop_share=0.41) == []
    # a window of one month has August alone, which was better
    assert drops(tables, window_months=1) == [("bob", 0.45, 1)]
    assert drops(tables, min_calls=1) == [("one", 0.889, 2), ("bob", 0.4, 2)]
    tables.sql(f"update {SCORES} set avg_value = 50 where rep_id = 'bob' and month = '2025-09-01'")
    assert drops(tables) == []


def stage(run: str, name: str, minutes: tuple[float, float], **more: Any) -> dict[str, Any]:
    start = NOW - timedelta(hours=2)
    begin, end = (start + timedelta(minutes=at) for at in minutes)
    return {
        "run_id": run,
        "job_name": "ingest",
        "stage": name,
        "feed": "deals",
        "state": "succeeded",
        "attempts": 1,
        "started_at": begin.isoformat(),
        "ended_at": end.isoformat(),
        "duration_seconds": (end - begin).total_seconds(),
        "rows_read": 10,
        "newest_file_at": start.isoformat(),
        "recorded_at": NOW.isoformat(),
        **more,
    }


def test_a_run_is_its_stages_and_costs_its_time(tables: SparkSession) -> None:
    never = {"started_at": None, "ended_at": None, "duration_seconds": None, "rows_read": None}
    keep(
        tables,
        RUNS,
        [
            stage("1", "land_deals", (0, 10)),
            # stages that run beside each other take the time of the run once
            stage("1", "merge_deals", (5, 30), attempts=2),
            stage("2", "land_deals", (40, 46), state="failed"),
            stage(
                "2",
                "merge_deals",
                (0, 0),
                state="skipped",
                attempts=0,
                newest_file_at=None,
                **never,
            ),
            stage("9", "land_deals", (0, 10), recorded_at=(NOW - timedelta(days=40)).isoformat()),
        ],
    )
    runs = {
        row["run_id"]: row
        for row in ask(tables, "dashboards/pipeline_runs.sql", days=30, usd_per_hour="2.4")
    }
    assert runs.keys() == {"1", "2"}
    first, second = runs["1"], runs["2"]
    assert (first["state"], first["stage_count"], first["attempt_count"]) == ("succeeded", 2, 3)
    assert (float(first["duration_seconds"]), float(first["cost_usd"])) == (1800.0, 1.2)
    assert (first["rows_read"], second["rows_read"]) == (20, 10)
    assert (second["state"], second["failed_stage_count"]) == ("failed", 2)
    # where the price is not known, no cost is made up
    unpriced = ask(tables, "dashboards/pipeline_runs.sql", days=30, usd_per_hour="")
    assert {row["cost_usd"] for row in unpriced} == {None}

    durations = ask(tables, "dashboards/stage_durations.sql", days=30)
    assert sorted(row["duration_seconds"] for row in durations) == [360.0, 600.0, 1500.0]
    fresh = {row["stage"]: row for row in ask(tables, "dashboards/freshness.sql")}
    assert fresh["land_deals"]["last_success_at"] is not None
    # two hours before these tests began
    assert 2.0 <= float(fresh["merge_deals"]["hours_since_newest_file"]) < 24
