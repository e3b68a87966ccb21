"""A bad batch is found by history and taken back; what hangs on the tables follows, and goes on."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lakehouse.governance.constraints import assert_table, constraints_of
from lakehouse.recovery import restore as module
from lakehouse.recovery.restore import restore
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import ContractError
from lakehouse.runtime.versions import Version, VersionError, meant, versions

from ..documents import conversation, deal, evaluation, signal
from ..small_lakehouse import SmallLakehouse

MONDAY, TUESDAY = "2025-04-10T00:00:00Z", "2025-04-11T00:00:00Z"
BRONZE, CALLS, SIGNALS = (
    "bronze.conversations_raw",
    "silver.conversations",
    "silver.conversation_signals",
)
DEALS, GOLD = "silver.deals", "gold.rep_monthly_scores"
WATCHED = (BRONZE, CALLS, SIGNALS, DEALS, GOLD)
CONSTRAINT = {"deal_known": "deal_id <> ''"}


def call(call_id: str, talk: float, at: str = MONDAY) -> str:
    scored = evaluation("v@1", at, signal("talk", talk))
    return json.dumps(conversation(call_id, scored, rep_id="anna", updated_at=at))


def deliver(small: SmallLakehouse, feed: str, name: str, *bodies: str) -> dict[str, Any]:
    """Documents in bronze, all at once, and merged from there."""
    small.keep(feed, *((f"{name}{number}.json", body) for number, body in enumerate(bodies)))
    return small.merge_feed(feed)


def state(small: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    """All rows, but for when a score was computed."""
    return {
        table: small.rows(table, *(["updated_at"] if table == GOLD else [])) for table in WATCHED
    }


def run(small: SmallLakehouse, *tables: str, **how: Any) -> dict[str, Any]:
    options = {name: small.options[name] for name in ("catalog", "checkpoints")}
    return restore(
        small.spark, small.contracts, tables=",".join(tables), say=lambda _: None, **options, **how
    )


def counts(report: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {t["table"]: (t["goes"], t["returns"], t["changes"]) for t in report["tables"]}


@pytest.fixture(scope="module")
def before(small: SmallLakehouse) -> dict[str, Any]:
    """State and versions of the tables before a bad batch was loaded."""
    deliver(small, "deals", "good", *(json.dumps(deal(f"d{n}", MONDAY)) for n in range(3)))
    deliver(small, "conversations", "good", call("c1", 0.2), call("c2", 0.4))
    small.refresh()
    stood = {"at": datetime.now(UTC), "rows": state(small), "versions": small.versions()}

    deliver(small, "conversations", "bad", call("c1", 9.0, TUESDAY), call("c3", 9.0, TUESDAY))
    gone = deal("d1", TUESDAY, deleted=True)
    wrong = deal("d0", TUESDAY, amount="0")
    deliver(small, "deals", "bad", json.dumps(wrong), json.dumps(gone))
    small.refresh()
    list(assert_table(small.spark, DEALS, CONSTRAINT))
    return stood


def test_history_tells_of_the_batch(small: SmallLakehouse, before: dict[str, Any]) -> None:
    last, *older = versions(small.spark, SIGNALS)
    assert (last.number, older[0].number) == (
        before["versions"][SIGNALS] + 1,
        before["versions"][SIGNALS],
    )
    assert older[0].at < before["at"] < last.at
    (told,) = sql.run(
        small.spark, "maintenance/table_history.sql", table_name=SIGNALS, row_limit=1
    ).collect()
    assert (told["version"], told["operation"]) == (last.number, "MERGE")
    metrics = told["operationMetrics"]
    assert (metrics["numTargetRowsInserted"], metrics["numTargetRowsUpdated"]) == ("1", "1")


def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    stood = small.versions()
    report = run(small, SIGNALS, BRONZE, timestamp=before["at"].isoformat())
    # in the order in which they are made of each other
    assert list(counts(report).items()) == [(BRONZE, (2, 0, 0)), (SIGNALS, (1, 0, 1))]
    assert report["applied"] is False
    assert report["left_in_silver"] == {CALLS: 2}
    # the documents are gone from bronze: there is nothing to ingest again
    assert (report["documents"], report["deletions"]) == (0, 0)
    of_signals = report["tables"][1]
    assert of_signals["version"] == stood[SIGNALS]
    assert of_signals["to_version"] == before["versions"][SIGNALS]
    assert of_signals["followers"] == [GOLD]
    assert sorted(row["kind"] for row in of_signals["sample"]) == ["different", "extra"]
    assert small.versions() == stood


def test_the_bad_batch_is_taken_back_and_gold_follows(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    assert state(small)[GOLD] != before["rows"][GOLD]
    report = run(small, BRONZE, CALLS, SIGNALS, timestamp=before["at"].isoformat(), apply=True)
    assert counts(report) == {BRONZE: (2, 0, 0), CALLS: (1, 0, 1), SIGNALS: (1, 0, 1)}
    assert report["left_in_silver"] == {}
    found = state(small)
    for table in (BRONZE, CALLS, SIGNALS, GOLD):
        assert found[table] == before["rows"][table], table


def test_the_next_documents_come_in_as_ever(small: SmallLakehouse, before: dict[str, Any]) -> None:
    done = deliver(small, "conversations", "next", call("c4", 0.6), call("c2", 0.5, TUESDAY))
    assert (done[CALLS]["read"], done[CALLS]["inserted"], done[CALLS]["updated"]) == (2, 1, 1)
    assert small.refresh()[GOLD]["updated"] == 1
    values = {row["call_id"]: row["value_number"] for row in small.rows(SIGNALS)}
    assert values == {"c1": 0.2, "c2": 0.5, "c4": 0.6}
    assert sql.run(small.spark, "monitoring/score_differences.sql").collect() == []


def test_what_came_since_stays_out_but_deletions_count(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    stood = state(small)[DEALS]
    report = run(small, DEALS, version=str(before["versions"][DEALS]), apply=True)
    assert counts(report) == {DEALS: (0, 1, 1)}
    assert (report["documents"], report["deletions"]) == (2, 1)
    # its source has deleted d1 for good
    assert small.rows(DEALS) == [r for r in before["rows"][DEALS] if r["deal_id"] != "d1"]
    assert constraints_of(small.spark, DEALS) == CONSTRAINT
    assert report["tables"][0]["constraints_refused"] == {}

    undone = run(small, DEALS, version=str(report["tables"][0]["version"]), apply=True)
    assert counts(undone) == {DEALS: (0, 0, 1)}
    assert small.rows(DEALS) == stood


def test_what_came_since_comes_in_again_if_asked(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    stood = small.rows(DEALS)
    small.spark.sql("update silver.deals set amount = 123")
    report = run(small, DEALS, version=str(before["versions"][DEALS]), take_in=True, apply=True)
    assert (report["documents"], report["deletions"]) == (2, 1)
    assert small.rows(DEALS) == stood

    scores = state(small)[GOLD]
    report = run(small, GOLD, version=str(before["versions"][GOLD]), take_in=True, apply=True)
    assert counts(report) == {GOLD: (0, 0, 1)}
    assert state(small)[GOLD] == scores


@pytest.mark.parametrize(
    ("tables", "how", "message"),
    [
        ("silver.nope", {"version": "1"}, "table: unknown, got silver.nope. Use one of bronze"),
        ("", {"version": "1"}, "`tables`: no table specified"),
        (DEALS, {}, "`version`, `timestamp`: exactly one is needed, got neither"),
        (DEALS, {"version": "1", "timestamp": MONDAY}, "got both"),
        (f"{DEALS},{CALLS}", {"version": "1"}, "`version`: applies to one table, got silver.conv"),
        (DEALS, {"version": "999"}, r"`version` of silver.deals: not between 0 and \d+, got 9"),
        (DEALS, {"version": "-1"}, "not between 0 and"),
        (DEALS, {"timestamp": "noon"}, "`timestamp`: not an ISO 8601 time, got noon"),
        (DEALS, {"timestamp": "2001-01-01"}, "before the first known version of silver.deals"),
        (DEALS, {"timestamp": "2999-01-01"}, "`timestamp`: not in the past, got 2999"),
    ],
)
def test_what_cannot_be_restored_is_refused(
    small: SmallLakehouse, before: dict[str, Any], tables: str, how: dict[str, str], message: str
) -> None:
    with pytest.raises((VersionError, ContractError), match=message):
        run(small, tables, apply=True, **how)


def test_a_table_that_is_written_to_meanwhile_is_left_alone(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    version = str(before["versions"][CALLS])
    kept = ExitStack()
    table = small.contracts.table(CALLS)
    found = module.plan(small.spark, table, kept, version=version, timestamp="")
    small.spark.sql("delete from silver.conversations where call_id = 'c4'")
    stood = small.versions()[CALLS]
    with pytest.raises(module.ChangedMeanwhile, match=r"^silver\.conversations must rest"):
        module._restore(small.spark, found, lambda _: None)
    assert small.versions()[CALLS] == stood
    kept.close()


def test_files_and_columns_that_are_no_more_are_named(
    small: SmallLakehouse, before: dict[str, Any]
) -> None:
    spark = small.spark
    check = "spark.databricks.delta.retentionDurationCheck.enabled"
    spark.conf.set(check, "false")
    try:
        spark.sql(f"vacuum {DEALS} retain 0 hours")
    finally:
        spark.conf.unset(check)
    stood = small.versions()[DEALS]
    version = str(before["versions"][DEALS])
    with pytest.raises(VersionError, match=f"VACUUM has removed files of it, got {version} of 20"):
        run(small, DEALS, version=version, apply=True)
    assert small.versions()[DEALS] == stood

    spark.sql("alter table silver.reps add columns (mood string)")
    version = str(before["versions"]["silver.reps"])
    with pytest.raises(VersionError, match=r"silver\.reps: version .* other columns .*, got mood"):
        run(small, "silver.reps", version=version, apply=True)
    spark.sql("drop table silver.reps")
    with pytest.raises(VersionError, match=r"silver\.reps: no such table"):
        run(small, "silver.reps", version=version)


def test_a_time_means_the_version_that_stood_then() -> None:
    noon = datetime(2025, 4, 10, 12, tzinfo=UTC)
    known = [Version(n, noon + timedelta(hours=n)) for n in (3, 2, 1)]
    for text, number in (
        ("2025-04-10T13:00:00Z", 1),
        ("2025-04-10T14:59:59", 2),
        ("2025-04-10T17:30:00+02:00", 3),
        ("2025-04-11", 3),
    ):
        assert meant("t", known, version="", timestamp=text).number == number
