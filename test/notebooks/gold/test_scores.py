"""gold.rep_monthly_scores: touched scores are recomputed, and no stale score is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from statistics import fmean
from typing import Any

import pytest
from lakehouse.runtime import sql

from ..documents import conversation, evaluation, rep, signal
from ..small_lakehouse import SmallLakehouse

V1 = "rubric@1"
MONDAY, TUESDAY = "2025-04-10T00:00:00Z", "2025-04-11T00:00:00Z"
GOLD = "gold.rep_monthly_scores"


def call(call_id: str, rep_id: str, at: str = MONDAY, day: str = "2025-03-04", **values: Any):
    """A file with a call of that day, scored at that time."""
    sent = (signal(name, value, confidence=0.4) for name, value in values.items())
    document = conversation(
        call_id,
        evaluation(V1, at, *sent),
        rep_id=rep_id,
        call_timestamp=f"{day}T10:00:00Z",
        updated_at=at,
    )
    return f"{call_id}-{at}.json", document


def recomputed(small: SmallLakehouse) -> dict[tuple, dict[str, Any]]:
    """The scores that silver asks for, in plain Python."""
    team = {row["rep_id"]: row["team_id"] for row in small.rows("silver.reps")}
    scores: dict[tuple, list[dict]] = defaultdict(list)
    cohorts: dict[tuple, list[float]] = defaultdict(list)
    for row in small.rows("silver.conversation_signals"):
        month = row["call_timestamp"].date().replace(day=1)
        group = (month, row["signal_name"], row["scoring_version"])
        value = row["value_number"] if row["value_boolean"] is None else row["value_boolean"]
        scores[row["rep_id"], *group].append(row | {"value": value})
        if value is not None:
            cohorts[team.get(row["rep_id"]), *group].append(value)
    found = {}
    for (rep_id, *group), rows in scores.items():
        mean = _mean([row["value"] for row in rows])
        own_team = team.get(rep_id)
        cohort = _mean(cohorts[own_team, *group]) if own_team else None
        found[rep_id, *group] = {
            "team_id": own_team,
            "conversation_count": len({row["call_id"] for row in rows}),
            "avg_value": mean,
            "avg_confidence": _mean([row["confidence"] for row in rows]),
            "low_confidence_count": sum((row["confidence"] or 1) < 0.5 for row in rows),
            "cohort_avg_value": cohort,
            "distance_from_cohort": None if None in (mean, cohort) else mean - cohort,
        }
    return found


def _mean(values: list[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return fmean(known) if known else None


def gold(small: SmallLakehouse) -> dict[tuple, dict[str, Any]]:
    """Gold by its key."""
    return {
        (row["rep_id"], row["month"], row["signal_name"], row["scoring_version"]): row
        for row in small.rows(GOLD)
    }


def agree(small: SmallLakehouse) -> None:
    """Gold holds what a computation from nothing gives, and the check for users says so."""
    assert sql.run(small.spark, "monitoring/score_differences.sql").collect() == []
    found, expected = gold(small), recomputed(small)
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        kept = {name: found[key][name] for name in row}
        assert kept == {
            name: pytest.approx(value, abs=1e-8) if isinstance(value, float) else value
            for name, value in row.items()
        }


@pytest.fixture(scope="module")
def first(small: SmallLakehouse) -> tuple[SmallLakehouse, dict[tuple, dict]]:
    small.merge(
        "reps",
        ("1.jsonl", rep("anna", "north")),
        ("1.jsonl", rep("ben", "north")),
        ("1.jsonl", rep("cleo", "south")),
    )
    small.merge(
        "conversations",
        call("1", "anna", talk=0.2, asks=True, style="brisk"),
        call("2", "anna", talk=0.4, asks=False, style="slow"),
        call("3", "ben", talk=0.9, asks=True),
        call("4", "cleo", talk=0.5, asks=True),
        call("5", "anna", day="2025-04-01", talk=0.7),
        call("6", "nobody", talk=0.1),
    )
    small.refresh()
    return small, gold(small)


def test_a_score_counts_averages_and_compares_with_the_team(first):
    small, scores = first
    row = scores["anna", date(2025, 3, 1), "talk", V1]
    assert (row["team_id"], row["conversation_count"], row["signal_type"]) == ("north", 2, "score")
    assert row["avg_value"] == pytest.approx(0.3)
    assert row["cohort_avg_value"] == pytest.approx(0.5)
    assert row["distance_from_cohort"] == pytest.approx(-0.2)
    assert (row["avg_confidence"], row["low_confidence_count"]) == (pytest.approx(0.4), 2)
    agree(small)


def test_a_label_has_no_average_and_a_rep_without_a_team_no_cohort(first):
    _, scores = first
    label = scores["anna", date(2025, 3, 1), "style", V1]
    alone = scores["nobody", date(2025, 3, 1), "talk", V1]
    assert (label["avg_value"], label["conversation_count"]) == (None, 2)
    assert (alone["team_id"], alone["cohort_avg_value"], alone["avg_value"]) == (None, None, 0.1)


CHANGES: dict[str, tuple[str, tuple[str, Any], Callable[[dict], bool]]] = {
    "a new call": (
        "conversations",
        call("7", "ben", talk=0.3),
        lambda row: row["team_id"] == "north" and row["signal_name"] == "talk",
    ),
    "a re-evaluation that no longer makes a signal": (
        "conversations",
        call("2", "anna", at=TUESDAY, talk=0.4, asks=True),
        lambda row: row["team_id"] == "north" and row["signal_name"] in ("asks", "style"),
    ),
    "the last signal of a group gone": (
        "conversations",
        call("5", "anna", at=TUESDAY, day="2025-04-01", asks=True),
        lambda row: row["month"] == date(2025, 4, 1),
    ),
    "a call that is another rep's after all": (
        "conversations",
        call("4", "ben", at=TUESDAY, talk=0.5, asks=True),
        lambda row: row["signal_name"] in ("talk", "asks") and row["rep_id"] != "nobody",
    ),
    "a team known only now": (
        "reps",
        ("2.jsonl", rep("nobody", "south")),
        lambda row: row["rep_id"] == "nobody",
    ),
    "a change of team": (
        "reps",
        ("2.jsonl", rep("anna", "south", TUESDAY)),
        lambda row: row["rep_id"] != "nobody" or row["signal_name"] == "talk",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_what_it_touches_and_nothing_else(first, change):
    small, _ = first
    feed, document, is_touched = CHANGES[change]
    before = gold(small)
    small.merge(feed, document)
    small.refresh()
    agree(small)
    after = gold(small)
    written = {key for key, row in after.items() if row != before.get(key)}
    assert written
    assert all(is_touched(after[key]) for key in written)


def test_without_a_change_nothing_is_written(first):
    small, _ = first
    then = small.versions()
    assert small.refresh() == {}
    assert small.versions() == then


def test_the_check_finds_scores_that_are_lost_made_up_or_wrong(first):
    small, _ = first
    small.spark.sql(f"create or replace table gold.kept as select * from {GOLD}")
    for spoil in (
        f"delete from {GOLD} where rep_id = 'ben' and signal_name = 'talk'",
        f"update {GOLD} set avg_value = 2 where rep_id = 'anna' and signal_name = 'asks'",
        f"update {GOLD} set rep_id = 'ghost' where rep_id = 'nobody'",
    ):
        small.spark.sql(spoil)
    found = sql.run(small.spark, "monitoring/score_differences.sql").collect()
    small.spark.sql(f"insert overwrite {GOLD} select * from gold.kept")
    small.spark.sql("drop table gold.kept")
    problems = {(row["rep_id"], row["difference"]) for row in found}
    assert problems == {
        ("anna", "different"),
        ("ben", "missing"),
        ("ghost", "extra"),
        ("nobody", "missing"),
    }
    assert {row["problem_count"] for row in found} == {len(found)}


def test_a_change_that_changes_no_score_writes_none(first):
    small, _ = first
    then = small.versions()[GOLD]
    small.merge("reps", ("3.jsonl", rep("ben", "north", "2025-05-01T00:00:00Z") | {"name": "B"}))
    small.refresh()
    assert small.versions()[GOLD] == then
