"""Silver and gold from bronze alone: differences are found and repaired."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lakehouse.recovery import rebuild
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.layers import LIVE, Layers

from ..documents import (
    conversation,
    deal,
    deleted_call,
    deleted_evaluation,
    evaluation,
    rep,
    separate,
    signal,
)
from ..small_lakehouse import CATALOG, SmallLakehouse

MONDAY, TUESDAY = "2025-04-10T00:00:00Z", "2025-04-11T00:00:00Z"
SIGNALS, GOLD = "silver.conversation_signals", "gold.rep_monthly_scores"


def call(call_id: str, at: str = MONDAY, rep_id: str = "anna", **values: Any) -> str:
    """A call scored at that time."""
    sent = (signal(name, value) for name, value in values.items())
    return json.dumps(
        conversation(call_id, evaluation("v@1", at, *sent), rep_id=rep_id, updated_at=at)
    )


@pytest.fixture(scope="module")
def ingested(small: SmallLakehouse) -> SmallLakehouse:
    """Calls, corrected, deleted and broken ones among them, deals and reps, all ingested."""
    reps = [rep("anna", "north"), rep("ben", "north"), rep("cleo", "south")]
    bronze(small, "reps", *map(json.dumps, [*reps, rep("cleo", "north", TUESDAY)]))
    gone = deal("d2", TUESDAY, deleted=True)
    bronze(small, "deals", *map(json.dumps, [*(deal(f"d{n}", MONDAY) for n in range(4)), gone]))
    taken_back = deleted_evaluation("v@1", TUESDAY)
    bronze(
        small,
        "conversations",
        call("c1", talk=0.2, asks=True),
        call("c2", rep_id="ben", talk=0.8),
        call("c3", rep_id="cleo", talk=0.5),
        call("c1", at=TUESDAY, talk=0.4),
        call("deleted", rep_id="ben", talk=0.9),
        json.dumps(deleted_call("deleted", TUESDAY)),
        call("unscored", rep_id="ben", talk=0.9),
        json.dumps(conversation("unscored", taken_back, rep_id="ben", updated_at=TUESDAY)),
        "{",
    )
    waits = evaluation("v@2", MONDAY, signal("talk", 0.3))
    bronze(small, "evaluations", json.dumps(separate("not_sent_yet", waits)))
    merge(small)
    return small


def bronze(small: SmallLakehouse, feed: str, *bodies: str) -> None:
    """Puts documents where landing would have put them, all at once."""
    small.keep(feed, *((f"{number}.json", body) for number, body in enumerate(bodies)))


def merge(small: SmallLakehouse) -> dict[str, dict[str, int]]:
    """Runs the streams from bronze to gold; counts by table."""
    done: dict[str, dict[str, int]] = {}
    for feed in small.contracts.feeds:
        done |= small.merge_feed(feed)
    return done | small.refresh()


def run(small: SmallLakehouse) -> dict[str, Any]:
    """Rebuilds and replaces, and answers what differed, by table."""
    folder = small.home / "volumes" / CATALOG / "ops" / small.name
    said: list[str] = []
    report = small.rebuilt(replace=True, say=said.append)
    assert [table["table"] for table in report["tables"]] == list(rebuild.TABLES)
    assert len(said) >= len(rebuild.TABLES)
    assert left_behind(small) == []
    assert not (folder / rebuild.SCHEMA).exists()
    return report


def left_behind(small: SmallLakehouse) -> list[str]:
    listed = small.spark.sql("show tables in rebuild").collect()
    return [row["tableName"] for row in listed if not row["isTemporary"]]


def state(small: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    """All that is built, but for the columns that tell of the run that wrote them."""
    return {
        name: small.rows(name, *small.contracts.table(name).run_columns) for name in rebuild.TABLES
    }


def test_all_of_silver_and_gold_is_rebuilt(contracts: Contracts) -> None:
    layered = {name for name in contracts.tables if name.startswith(("silver.", "gold."))}
    assert set(rebuild.TABLES) == layered - set(rebuild.OF_THE_MODEL)
    assert all(contracts.table(name).key for name in rebuild.TABLES)


def test_what_was_lost_or_spoilt_is_found_and_put_right(ingested: SmallLakehouse) -> None:
    small = ingested
    as_ingested = state(small)
    spoil = small.spark.sql
    spoil("delete from silver.conversations where call_id = 'c2'")
    spoil(f"update {SIGNALS} set value_number = 1.0 where call_id = 'c3'")
    spoil(
        f"insert into {SIGNALS} select 'made up' as signal_id, * except (signal_id)"
        f" from {SIGNALS} where call_id = 'c3'"
    )
    spoil("update silver.deals set amount = 0 where deal_id = 'd1'")
    spoil("delete from silver.evaluations")
    spoil("delete from silver.quarantine")
    spoil("delete from silver.deletions where record_id = 'deleted'")
    spoil(f"delete from {GOLD} where rep_id = 'ben'")
    untouched = {row["signal_id"]: row for row in small.rows(SIGNALS) if row["call_id"] == "c1"}

    report = run(small)
    assert report["equal"] is False
    counts = {
        table["table"]: (table["missing"], table["extra"], table["different"])
        for table in report["tables"]
    }
    assert counts == {
        "silver.deletions": (1, 0, 0),
        "silver.reps": (0, 0, 0),
        "silver.deals": (0, 0, 1),
        "silver.evaluations": (1, 0, 0),
        "silver.conversations": (1, 0, 0),
        SIGNALS: (0, 1, 1),
        "silver.quarantine": (1, 0, 0),
        GOLD: (1, 0, 0),
    }
    assert report["replaced"] == [name for name, count in counts.items() if any(count)]
    samples = {table["table"]: table["sample"] for table in report["tables"]}
    assert samples["silver.conversations"] == [{"kind": "missing", "call_id": "c2"}]
    assert samples["silver.deals"] == [{"kind": "different", "deal_id": "d1"}]
    assert {"kind": "extra", "signal_id": "made up"} in samples[SIGNALS]
    assert state(small) == as_ingested
    # what was right was not written
    for row in small.rows(SIGNALS):
        if row["call_id"] == "c1":
            assert row == untouched[row["signal_id"]]


def test_the_next_run_neither_loses_nor_doubles(ingested: SmallLakehouse) -> None:
    small = ingested
    late = call("deleted", rep_id="ben", talk=0.9)
    bronze(small, "conversations", call("c4", rep_id="ben", talk=0.1), late)
    counts = merge(small)
    assert counts["silver.conversations"]["inserted"] == 1
    calls = {row["call_id"] for row in small.rows("silver.conversations")}
    assert calls == {"c1", "c2", "c3", "c4", "unscored"}
    assert sorted(row["call_id"] for row in small.rows(SIGNALS)) == ["c1", "c2", "c3", "c4"]
    assert sql.run(small.spark, "monitoring/score_differences.sql").collect() == []


def test_a_table_that_changes_meanwhile_is_left_alone(ingested: SmallLakehouse) -> None:
    small = ingested
    table = small.contracts.table("silver.deals")
    version = small.versions()["silver.deals"]
    small.spark.sql("delete from silver.deals where deal_id = 'd3'")
    rows = small.rows("silver.deals")
    differences = small.spark.table("silver.deals").selectExpr("'extra' as kind", "*")
    with pytest.raises(rebuild.ChangedMeanwhile, match=r"^silver\.deals must rest .* version \d+"):
        rebuild._replace(small.spark, table, differences, version)
    assert small.rows("silver.deals") == rows


def test_a_rebuild_that_fails_leaves_nothing_behind(
    ingested: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    before = ingested.versions()
    monkeypatch.setattr(rebuild, "merge_stream", fails)
    with pytest.raises(OSError, match="disk full"):
        run(ingested)
    assert left_behind(ingested) == []
    assert ingested.versions() == before


def test_only_names_of_tables_are_moved() -> None:
    text = "select silver.x, 'gold.x' from silver.deals join gold.scores -- of quicksilver.deals"
    assert Layers("rebuild").located(text) == (
        "select rebuild.x, 'gold.x' from rebuild.deals join rebuild.scores -- of quicksilver.deals"
    )
    assert LIVE.located(text) == text
