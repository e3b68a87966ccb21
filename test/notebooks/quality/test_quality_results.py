"""ops.quality_results: every rule counted, good or bad, once, for any failure of the run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.ingest.feed_merge import merge_stream
from lakehouse.quality.rules import RuleFailed, rules_of
from lakehouse.runtime.contracts import Contracts

from ..documents import conversation, deal, evaluation, rep, separate, signal
from ..small_lakehouse import SmallLakehouse

MARCH, APRIL = "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"


def in_minutes(minutes: int) -> str:
    """A time from now, to be landed before it is judged."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def calls() -> dict[str, dict[str, Any]]:
    """Calls by the file they land as; `a` is the only one in which nothing is the matter."""
    good = evaluation("v@1", MARCH, signal("a", 1), signal("b", 2))
    return {
        "a": conversation("a", good),
        "b": conversation("b", good, deal_id="deal_9"),
        "c": conversation("c", good, rep_id="rep_9", deal_id=None),
        "silent": conversation("silent", good, transcript=[{"turn_index": 0, "text": " "}]),
        "twice": conversation("twice", evaluation("v@1", MARCH, signal("a", 1), signal("a", 2))),
        "ahead": conversation("ahead", good, call_timestamp=in_minutes(10)),
        "future": conversation("future", good, call_timestamp=in_minutes(60)),
        "corrected": conversation("future", good, updated_at=in_minutes(24 * 60)),
        "odd": conversation("odd", good, updated_at="lately"),
        "scored": conversation("scored", evaluation("v@1", in_minutes(60), signal("a", 1))),
        "resent": conversation("a", good),
        "changed": conversation("a", good, title="Another title"),
    }


DEALS = [
    deal("deal_1", MARCH),
    deal("deal_2", MARCH, rep_id="rep_8"),
    deal("deal_3", MARCH, rep_id=None),
    deal("deal_4", MARCH, outcome="maybe"),
]


@pytest.fixture(scope="module")
def ran(small: SmallLakehouse) -> SmallLakehouse:
    for name, call in calls().items():
        small.land(f"conversations/{name}.json", json.dumps(call))
    closing = [deal("deal_5", MARCH, closed_at=in_minutes(60))]
    small.land("deals/1.jsonl", "\n".join(map(json.dumps, DEALS + closing)))
    small.land("reps/1.jsonl", json.dumps(rep("rep_1", "team_1")))
    small.land("evaluations/1.jsonl", json.dumps(separate("a", evaluation("v@2", MARCH))))
    small.land_all()
    small.merge_all()
    return small


def broken(small: SmallLakehouse, **where: Any) -> dict[tuple[str, str], int]:
    """Number of records by violated rule."""
    found: Counter[tuple[str, str]] = Counter()
    for row in small.rows("ops.quality_results"):
        if all(row[column] == value for column, value in where.items()):
            found[row["target_table"].partition(".")[2], row["rule"]] += row["failed"]
    return {rule: count for rule, count in found.items() if count}


def test_every_rule_of_every_table_is_counted_by_name_version_and_severity(ran, contracts):
    declared = {
        (table.name, rule.name, rule.version, rule.severity, rule.message)
        for table in contracts.tables.values()
        for rule in (*rules_of(table).values(), *table.set_rules)
    }
    columns = ("target_table", "rule", "rule_version", "severity", "message")
    rows = ran.rows("ops.quality_results")
    assert {tuple(row[c] for c in columns) for row in rows} == declared
    # signals are judged in both feeds that have them
    assert len(rows) == len({(row["stage"], *(row[c] for c in columns)) for row in rows})


def test_passed_and_failed_are_all_records_that_a_rule_is_about(ran):
    """All; of a rule for deletions none, as there are none; of a set rule those that entered."""
    read: dict[tuple[str, str], set[int]] = {}
    for row in ran.rows("ops.quality_results"):
        key = (row["stage"], row["target_table"])
        read.setdefault(key, set()).add(row["passed"] + row["failed"])
    assert read == {
        ("merge_conversations", "silver.conversations"): {12, 10, 0},
        ("merge_conversations", "silver.conversation_signals"): {19},
        ("merge_deals", "silver.deals"): {5, 4, 0},
        ("merge_reps", "silver.reps"): {1, 0},
        ("merge_evaluations", "silver.evaluations"): {1},
        ("merge_evaluations", "silver.conversation_signals"): {0},
        ("check_references", "silver.conversations"): {8},
        ("check_references", "silver.deals"): {4},
        ("check_references", "silver.evaluations"): {1},
    }


def test_what_broke_a_rule_is_counted(ran):
    assert broken(ran) == {
        ("conversations", "call_timestamp_not_future"): 1,
        ("conversations", "updated_at_not_future"): 1,
        ("conversations", "updated_at_valid"): 1,
        ("conversations", "transcript_present"): 1,
        ("conversations", "signals_named_once"): 1,
        ("conversations", "call_id_one_content_in_batch"): 3,
        ("conversations", "rep_id_refers"): 1,
        ("conversations", "deal_id_refers"): 1,
        ("conversation_signals", "scored_at_not_future"): 1,
        ("deals", "outcome_known"): 1,
        ("deals", "closed_at_not_future"): 1,
        ("deals", "rep_id_refers"): 1,
    }


def test_what_is_only_counted_enters_and_what_says_the_future_does_not(ran):
    entered = {row["call_id"] for row in ran.rows("silver.conversations")}
    assert entered == {"a", "b", "c", "silent", "twice", "ahead", "odd", "scored"}
    (scored,) = [r for r in ran.rows("silver.conversations") if r["call_id"] == "scored"]
    assert scored["updated_at"] == scored["call_timestamp"]


def test_a_batch_that_is_tried_again_is_counted_once(ran):
    """As after a crash between the batch's last write and its commit in the checkpoint."""
    before, versions = ran.rows("ops.quality_results"), ran.versions()
    for feed in ("deals", "conversations"):
        assert ran.forget_commit(f"merge_{feed}")
    ran.merge_all()
    assert ran.rows("ops.quality_results") == before
    assert ran.versions() == versions


def test_contents_that_differ_over_time_and_references_that_come_late_are_seen(ran):
    ran.land("deals/2.jsonl", json.dumps(deal("deal_1", APRIL)) + "\n" + json.dumps(DEALS[1]))
    ran.land("reps/2.jsonl", json.dumps(rep("rep_8", "team_1")))
    ran.land_all()
    ran.merge_all()
    assert broken(ran, batch_id=1) == {("deals", "deal_id_one_content_over_time"): 1}
    checks = [row for row in ran.rows("ops.quality_results") if row["stage"] == "check_references"]
    assert len({row["batch_id"] for row in checks}) == 2
    latest = max(row["batch_id"] for row in checks)
    assert broken(ran, stage="check_references", batch_id=latest) == {
        ("conversations", "rep_id_refers"): 1,
        ("conversations", "deal_id_refers"): 1,
    }
    assert ran.check_references() == {}


def with_rule(contracts: Contracts, **change: Any) -> Contracts:
    """The contracts with another rule about the outcome of a deal."""
    table = contracts.table("silver.deals")
    rules = tuple(
        replace(rule, **change) if rule.name == "outcome_known" else rule for rule in table.rules
    )
    return replace(contracts, tables={**contracts.tables, table.name: replace(table, rules=rules)})


def test_a_rule_that_stops_the_run_is_counted_before_and_nothing_else_is_written(ran, contracts):
    ran.land("deals/3.jsonl", json.dumps(deal("deal_6", APRIL, outcome="maybe")))
    ran.land_feed("deals")
    versions = ran.versions()
    strict, fixed = with_rule(contracts, severity="fail"), with_rule(contracts, version=2)
    for job_run_id in ("1", "2"):
        with pytest.raises(RuleFailed, match="rule outcome_known"):
            merge_stream(ran.spark, strict, "deals", **ran.options, job_run_id=job_run_id)
    rows = [row for row in ran.rows("ops.quality_results") if row["job_run_id"]]
    assert {(row["job_run_id"], row["batch_id"]) for row in rows} == {("1", 2)}
    (stopped,) = [row for row in rows if row["failed"]]
    assert (stopped["rule"], stopped["severity"], stopped["failed"]) == ("outcome_known", "fail", 1)
    written = {table for table, version in ran.versions().items() if version != versions[table]}
    assert written == {"ops.quality_results"}

    merge_stream(ran.spark, fixed, "deals", **ran.options, job_run_id="3")
    rows = [row for row in ran.rows("ops.quality_results") if row["job_run_id"] == "3"]
    assert {(row["rule_version"], row["failed"]) for row in rows if row["failed"]} == {(2, 1)}
    assert "deal_6" in str(ran.rows("silver.quarantine"))
