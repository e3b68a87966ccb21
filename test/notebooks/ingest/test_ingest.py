"""Landing and merging in one stream: each document once, for any failure on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lakehouse.ingest import feeds as ingest
from lakehouse.ingest.catch_up import merge_feed
from lakehouse.ingest.landing import bronze_rows, landed, rescued_data
from lakehouse.quality.rules import RuleFailed

from ..documents import conversation, deal, evaluation, rep, signal
from ..small_lakehouse import CATALOG, SmallLakehouse

MARCH, APRIL = "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"
WAITING = "ops.waiting_batches"


class Crash(Exception):
    """The end of a process, as far as a test can have it."""


def land(small: SmallLakehouse, name: str, *deal_ids: str, at: str = MARCH, **fields: Any) -> None:
    lines = (json.dumps(deal(deal_id, at, **fields)) for deal_id in deal_ids)
    small.land(f"deals/{name}.jsonl", "\n".join(lines) + "\n")


def deals(small: SmallLakehouse) -> list[str]:
    """The deals of silver, each as often as it is there."""
    return sorted(row["deal_id"] for row in small.rows("silver.deals"))


def counted(small: SmallLakehouse) -> list[tuple[str, int, int]]:
    """The records that a rule was asked of, batch by batch."""
    return sorted(
        (row["stage"], row["batch_id"], row["passed"] + row["failed"])
        for row in small.rows("ops.quality_results")
        if row["rule"] == "outcome_known"
    )


@pytest.fixture
def fresh(small: SmallLakehouse) -> SmallLakehouse:
    small.start_again("bronze.deals_raw", "silver.deals", "ops.quality_results", WAITING)
    return small


def test_a_feed_lands_and_is_merged_by_one_stream(small: SmallLakehouse) -> None:
    land(small, "a", "1", "2")
    done = small.ingest_feed("deals", job_run_id="7")
    assert done["bronze.deals_raw"] == {"read": 2, "inserted": 2}
    assert (done["silver.deals"]["read"], done["silver.deals"]["inserted"]) == (2, 2)
    rows = small.rows("ops.quality_results")
    assert {(row["stage"], row["batch_id"], row["job_run_id"]) for row in rows} == {
        ("ingest_deals", 0, "7")
    }
    versions = small.versions()
    assert small.ingest_feed("deals") == {"bronze.deals_raw": {"read": 0, "inserted": 0}}
    assert small.versions() == versions

    call = conversation("call", evaluation("v@1", MARCH, signal("a", 1)))
    small.land("conversations/call.json", json.dumps(call))
    small.land("reps/1.jsonl", json.dumps(rep("rep_1", "team_1")))
    done = small.ingest_feed("conversations")
    assert done["silver.conversation_signals"]["inserted"] == 1
    assert small.ingest_feed("reps")["silver.reps"]["inserted"] == 1


def test_a_batch_that_is_tried_again_changes_nothing(fresh: SmallLakehouse) -> None:
    """As after a crash between the batch's last write and its commit in the checkpoint."""
    land(fresh, "a", "1", "2")
    fresh.ingest_feed("deals")
    silver, results = fresh.rows("silver.deals"), fresh.rows("ops.quality_results")
    assert fresh.forget_commit("land_deals")
    fresh.ingest_feed("deals")
    assert fresh.spark.table("bronze.deals_raw").count() == 2
    assert fresh.rows("silver.deals") == silver
    assert fresh.rows("ops.quality_results") == results


def test_a_batch_that_landed_before_a_crash_is_merged_as_it_landed(
    fresh: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> Any:
        raise Crash

    land(fresh, "a", "1", outcome="won")
    with monkeypatch.context() as patch:
        # nothing can be recorded either
        patch.setattr(ingest, "merge_documents", crash)
        patch.setattr(ingest.WaitingBatch, "add", crash)
        with pytest.raises(Crash):
            fresh.ingest_feed("deals")
    assert fresh.spark.table("bronze.deals_raw").count() == 1
    # written again in place: the path has been read
    land(fresh, "a", "1", outcome="lost")
    land(fresh, "b", "2")
    fresh.ingest_feed("deals")
    assert deals(fresh) == ["1", "2"]
    (first,) = [row for row in fresh.rows("silver.deals") if row["deal_id"] == "1"]
    assert first["outcome"] == "won"
    assert fresh.spark.table("bronze.deals_raw").count() == 2


def strict(small: SmallLakehouse, severity: str) -> Any:
    """The contracts with another severity of the rule about the outcome of a deal."""
    table = small.contracts.table("silver.deals")
    rules = tuple(
        replace(rule, severity=severity) if rule.name == "outcome_known" else rule
        for rule in table.rules
    )
    changed = replace(table, rules=rules)
    return replace(small.contracts, tables={**small.contracts.tables, table.name: changed})


def test_a_batch_that_cannot_be_merged_waits_and_does_not_hold_up_landing(
    fresh: SmallLakehouse,
) -> None:
    lenient = fresh.contracts
    fresh.contracts = strict(fresh, "fail")
    land(fresh, "a", "1", outcome="maybe")
    for attempt in range(2):
        with pytest.raises(RuleFailed):
            fresh.ingest_feed("deals")
        (row,) = fresh.rows(WAITING)
        assert (row["feed"], row["batch_id"], row["error_class"]) == ("deals", 0, "RuleFailed")
        land(fresh, f"b{attempt}", f"good_{attempt}")
    with pytest.raises(RuleFailed):
        fresh.ingest_feed("deals")
    # documents that came later are merged, and the batch is counted once
    assert deals(fresh) == ["good_0", "good_1"]
    assert fresh.spark.table("bronze.deals_raw").count() == 3
    assert counted(fresh) == [("ingest_deals", number, 1) for number in (0, 1, 2)]

    fresh.contracts = strict(fresh, "warn")
    fresh.ingest_feed("deals")
    fresh.contracts = lenient
    assert fresh.rows(WAITING) == []
    assert deals(fresh) == ["1", "good_0", "good_1"]


def test_a_stream_that_runs_on_stops_at_a_batch_that_cannot_be_merged(
    fresh: SmallLakehouse,
) -> None:
    lenient, fresh.contracts = fresh.contracts, strict(fresh, "fail")
    land(fresh, "a", "1", outcome="maybe")
    for _ in range(2):
        # started again it lands what there is, and ends as failed
        with pytest.raises(RuleFailed):
            fresh.ingest_feed("deals", trigger="1 seconds")
    fresh.contracts = lenient
    assert len(fresh.rows(WAITING)) == 1
    assert fresh.spark.table("bronze.deals_raw").count() == 1
    # a restore or an erasure merges what waits, too: with today's rules it goes to quarantine
    merge_feed(
        fresh.spark,
        fresh.contracts,
        "deals",
        catalog=CATALOG,
        checkpoints=fresh.options["checkpoints"],
    )
    assert fresh.rows(WAITING) == []
    assert "maybe" in str(fresh.rows("silver.quarantine"))


def land_as_before(small: SmallLakehouse) -> None:
    """Lands deals as an earlier release did: Spark's own sink, over the same checkpoint."""
    feed, checkpoint = small.contracts.feed("deals"), f"{small.options['checkpoints']}/land_deals"
    files = landed(small.spark, feed, small.volume, f"{checkpoint}/schema")
    documents = bronze_rows(files, rescued_data(small.spark, feed))
    writer = documents.writeStream.option("checkpointLocation", checkpoint)
    writer = writer.option("mergeSchema", True).trigger(availableNow=True)
    writer.toTable(feed.bronze_table).awaitTermination()


def test_streams_of_an_earlier_release_are_taken_over_without_loss_or_repetition(
    fresh: SmallLakehouse,
) -> None:
    """Landed and merged by a stream each; the last documents had not been merged yet."""
    land(fresh, "a", "1")
    land_as_before(fresh)
    fresh.merge_feed("deals")
    land(fresh, "b", "2")
    land_as_before(fresh)
    land(fresh, "c", "3")
    fresh.ingest_feed("deals")
    assert deals(fresh) == ["1", "2", "3"]
    assert fresh.spark.table("bronze.deals_raw").count() == 3
    assert counted(fresh) == [("ingest_deals", 2, 1), ("merge_deals", 0, 1), ("merge_deals", 1, 1)]
    assert not fresh.checkpoint("merge_deals").exists()
    versions = fresh.versions()
    fresh.ingest_feed("deals")
    assert fresh.versions() == versions


def test_a_batch_that_an_earlier_release_landed_before_a_crash_is_merged_once(
    fresh: SmallLakehouse,
) -> None:
    land(fresh, "a", "1")
    land_as_before(fresh)
    fresh.forget_commit("land_deals")
    land(fresh, "b", "2")
    fresh.ingest_feed("deals")
    assert deals(fresh) == ["1", "2"]
    assert fresh.spark.table("bronze.deals_raw").count() == 2
    assert counted(fresh) == [("ingest_deals", 0, 1), ("ingest_deals", 1, 1)]


def test_what_does_not_fit_is_counted_with_its_batch(fresh: SmallLakehouse) -> None:
    land(fresh, "a", "1", unknown="x")
    done = fresh.ingest_feed("deals")
    assert done["ops.rescued_data"]["inserted"] == 1
    (row,) = fresh.rows("ops.rescued_data")
    assert (row["feed"], row["field"], row["document_count"]) == ("deals", "unknown", 1)
    land(fresh, "b", "2")
    assert "ops.rescued_data" not in fresh.ingest_feed("deals")
