"""Maintenance plan by a table's health, with its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.maintenance.plan import Policy, Step, plan
from lakehouse.maintenance.table_health import UNORDERED, Health

NOW = datetime(2025, 4, 30, 4, 30, tzinfo=UTC)
KEYS = ("call_id", "call_timestamp")
SMALL = "files are small; it is worth it from 10 and 20% on"
POLICY = Policy(
    layout="zorder",
    target_file_bytes=1 << 30,
    small_file_share=0.2,
    small_file_count=10,
    cluster_every_days=7,
    vacuum_every_days=7,
    statistics=True,
    predictive_optimization=False,
)
HEALTHY = Health(
    table="silver.things",
    checked_at=NOW,
    version=90,
    oldest_version=40,
    oldest_at=NOW - timedelta(days=30),
    versions_kept=51,
    file_count=100,
    size_bytes=100 << 30,
    small_file_count=9,
    liquid_columns=(),
    has_clustering=False,
    ordered_by=("zorder", KEYS),
    log_retention=timedelta(days=30),
    file_retention=timedelta(days=30),
    last_written_version=90,
    last_written_at=NOW - timedelta(hours=2),
    last_optimized_at=NOW - timedelta(days=1),
    last_clustered_version=80,
    last_clustered_at=NOW - timedelta(days=6),
    last_analyzed_at=NOW - timedelta(hours=1),
    last_vacuumed_at=NOW - timedelta(days=6),
)
LIQUID = {"liquid_columns": KEYS, "has_clustering": True, "ordered_by": ("liquid", KEYS)}


def steps(policy: Policy = POLICY, keys: tuple[str, ...] = KEYS, **changes: Any) -> dict[str, Step]:
    return {step.action: step for step in plan(replace(HEALTHY, **changes), keys, policy)}


def test_a_healthy_table_needs_nothing() -> None:
    assert {name: step.reason for name, step in steps().items() if not step.is_needed} == {
        "layout": "is as declared",
        "cluster": "was clustered 6 days ago, which is to be every 7 days",
        "optimize": f"9 of 100 {SMALL}",
        "analyze": "nothing was written since the last statistics",
        "vacuum": "was vacuumed 6 days ago, which is to be every 7 days",
    }


@pytest.mark.parametrize(
    ("changes", "action", "reason"),
    [
        ({"small_file_count": 20}, "optimize", f"20 of 100 {SMALL}"),
        (
            # a run of the clock is never later by a whole week to the second
            {"last_clustered_at": NOW - timedelta(days=7) + timedelta(minutes=5)},
            "cluster",
            "was clustered 7 days ago, which is to be every 7 days",
        ),
        (
            {"last_clustered_at": None, "last_clustered_version": None, "ordered_by": UNORDERED},
            "cluster",
            "was never clustered, as far as the log goes",
        ),
        (
            {"ordered_by": ("zorder", ("rep_id",))},
            "cluster",
            "is ordered by zorder, rep_id",
        ),
        (
            {"last_analyzed_at": NOW - timedelta(hours=3)},
            "analyze",
            "rows were written since the last statistics",
        ),
        ({"last_analyzed_at": None}, "analyze", "has no statistics yet"),
        (
            {"last_vacuumed_at": None},
            "vacuum",
            "was never vacuumed, as far as the log goes",
        ),
    ],
)
def test_health_asks_for_one_thing(changes: dict[str, Any], action: str, reason: str) -> None:
    found = steps(**changes)
    assert [name for name, step in found.items() if step.is_needed] == [action]
    assert found[action].reason == reason


@pytest.mark.parametrize(
    ("changes", "action", "reason"),
    [
        ({"small_file_count": 9, "file_count": 9}, "optimize", f"9 of 9 {SMALL}"),
        ({"small_file_count": 12, "file_count": 80}, "optimize", f"12 of 80 {SMALL}"),
        (
            {"last_clustered_at": NOW - timedelta(days=60), "last_written_version": 79},
            "cluster",
            "nothing was written since it was clustered",
        ),
        (
            {"last_clustered_at": None, "file_count": 1},
            "cluster",
            "rows of 1 files have no order",
        ),
        ({"last_written_at": None}, "analyze", "nothing was written"),
        (
            {"last_vacuumed_at": None, "oldest_version": 0, "oldest_at": NOW - timedelta(days=29)},
            "vacuum",
            "no version is older than 30 days",
        ),
    ],
)
def test_some_things_are_not_worth_it(changes: dict[str, Any], action: str, reason: str) -> None:
    step = steps(**changes)[action]
    assert (step.is_needed, step.is_problem, step.reason) == (False, False, reason)


def test_vacuum_keeps_files_for_as_long_as_the_log() -> None:
    step = steps(file_retention=timedelta(days=7), last_vacuumed_at=None)["vacuum"]
    assert (step.is_needed, step.is_problem) == (False, True)
    assert step.reason == (
        "delta.deletedFileRetentionDuration: shorter than delta.logRetentionDuration (30 days), "
        "got 7 days"
    )


def test_a_table_becomes_liquid_at_once_and_never_zorder_again() -> None:
    liquid = replace(POLICY, layout="liquid")
    found = steps(liquid)
    assert (found["layout"].is_needed, found["cluster"].is_needed) == (True, True)
    assert found["optimize"].reason == "clustering compacts, too"
    assert not any(step.is_needed for step in steps(liquid, **LIQUID).values())
    others = {"liquid_columns": ("rep_id",), "ordered_by": ("liquid", ("rep_id",))}
    moved = steps(liquid, **{**LIQUID, **others})
    assert (moved["layout"].reason, moved["cluster"].is_needed) == ("was by rep_id", True)
    # the keys were set, and the rows not yet ordered by them
    halfway = steps(liquid, **{**LIQUID, "ordered_by": ("zorder", KEYS)}, last_written_version=0)
    assert (halfway["layout"].is_needed, halfway["cluster"].is_needed) == (False, True)

    back = steps(**LIQUID, last_clustered_at=None)
    assert not back["layout"].is_needed
    assert back["layout"].reason.startswith("stays liquid: ")
    assert back["cluster"].is_needed
    keyless = steps(has_clustering=True, last_clustered_at=None)["cluster"]
    assert (keyless.is_needed, keyless.reason[:30]) == (False, "has no cluster keys any more: ")


def test_what_has_no_layout_columns_is_not_clustered() -> None:
    for layout in ("zorder", "liquid"):
        found = steps(replace(POLICY, layout=layout), keys=())
        assert (found["layout"].is_needed, found["cluster"].is_needed) == (False, False)


def test_predictive_optimization_leaves_the_layout_only() -> None:
    policy = replace(POLICY, layout="liquid", predictive_optimization=True)
    found = steps(policy, small_file_count=100, last_vacuumed_at=None)
    assert [name for name, step in found.items() if step.is_needed] == ["layout"]
    left = {step.reason for name, step in found.items() if name != "layout"}
    assert left == {"predictive optimization does it"}
