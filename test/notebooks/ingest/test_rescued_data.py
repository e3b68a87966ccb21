"""ops.rescued_data: every document that did not fit counted once, for any failure of the run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lakehouse.ingest import rescued_data
from lakehouse.ingest.rescued_data import TABLE, refresh_batch
from lakehouse.runtime import contracts as module
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts

from ..documents import conversation, deal
from ..record_files import csv_of
from ..small_lakehouse import SmallLakehouse

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
SCHEMA = (
    "payload STRING, _metadata STRUCT<file_path: STRING, file_name: STRING, file_size: BIGINT,"
    " file_modification_time: TIMESTAMP>, _rescued_data STRING, ingested_at TIMESTAMP"
)
AT = "2025-03-05T00:00:00Z"
PHONES = {"call.participants[0].phone": "1", "call.participants[12].phone": "2"}


def ingest(
    small: SmallLakehouse, feed: str, *documents: tuple[str, float, dict | None]
) -> dict[str, int]:
    """Appends a batch to bronze, and refreshes what it touches; what that did to the table.

    Of each document its file, how many days ago, and what was rescued.
    """
    rows = [
        (
            "{}",
            (file, file, 2, TODAY),
            rescued and json.dumps({**rescued, "_file_path": file}),
            TODAY - timedelta(days=days),
        )
        for file, days, rescued in documents
    ]
    bronze = small.spark.createDataFrame(rows, SCHEMA)
    bronze.write.mode("append").saveAsTable(f"bronze.{feed}_raw")
    return refresh_batch(small.spark, small.contracts.feed(feed), bronze)[TABLE]


def counted(small: SmallLakehouse) -> dict[tuple[int, str, str], tuple]:
    """The table by age in days, feed and field."""
    return {
        ((TODAY.date() - row["day"]).days, row["feed"], row["field"]): (
            row["document_count"],
            row["first_file"],
            row["last_file"],
        )
        for row in small.spark.table(TABLE).collect()
    }


@pytest.fixture(scope="module")
def rescuing(small: SmallLakehouse) -> SmallLakehouse:
    calls = ingest(
        small,
        "conversations",
        ("b", 2.5, PHONES),
        ("a", 2.5, {"call.participants[3].phone": "3", "mood": None}),
        ("c", 2.2, PHONES),
        ("clean", 2.2, None),
        ("d", 1.5, {"mood": 1}),
    )
    # lines of one file
    lines = ("lines", 0, {"amount": "ten"}), ("lines", 0, {"amount": "x"})
    deals = ingest(small, "deals", *lines)
    assert calls["inserted"] + deals["inserted"] == len(FIRST)
    return small


FIRST = {
    (3, "conversations", "call.participants[].phone"): (3, "a", "c"),
    (3, "conversations", "mood"): (1, "a", "a"),
    (2, "conversations", "mood"): (1, "d", "d"),
    (0, "deals", "amount"): (2, "lines", "lines"),
}


def test_documents_are_counted_once_by_day_feed_and_field(rescuing):
    assert counted(rescuing) == FIRST
    row = rescuing.spark.table(TABLE).where("field = 'call.participants[].phone'").first()
    assert row["first_ingested_at"] == TODAY - timedelta(days=2.5)
    assert row["last_ingested_at"] == TODAY - timedelta(days=2.2)


def test_nothing_is_counted_twice_when_a_batch_comes_again(rescuing):
    before = rescuing.rows(TABLE)
    bronze = rescuing.spark.table("bronze.conversations_raw")
    done = refresh_batch(rescuing.spark, rescuing.contracts.feed("conversations"), bronze)
    assert (done[TABLE]["inserted"], done[TABLE]["updated"]) == (0, 0)
    assert rescuing.rows(TABLE) == before


def test_what_the_stream_of_an_earlier_release_left_is_counted(rescuing):
    before = rescuing.rows(TABLE)
    rescuing.empty(TABLE)
    removed: list[str] = []
    folder = f"{rescuing.options['checkpoints']}/refresh_rescued_data"

    def take_over() -> None:
        checkpoints = rescuing.options["checkpoints"]
        rescued_data.take_over(rescuing.spark, rescuing.contracts, checkpoints, removed.append)

    take_over()
    assert (removed, rescuing.rows(TABLE)) == ([], [])
    checkpoint = rescuing.checkpoint("refresh_rescued_data") / "conversations_deals_reps"
    checkpoint.mkdir(parents=True)
    (checkpoint / "metadata").write_text('{"id":"1"}')
    take_over()
    assert removed == [folder]
    without = [{k: v for k, v in row.items() if k != "updated_at"} for row in before]
    assert rescuing.rows(TABLE, "updated_at") == without


def test_only_the_days_of_new_documents_are_written_again(rescuing):
    before = {row["day"]: row["updated_at"] for row in rescuing.spark.table(TABLE).collect()}
    done = ingest(rescuing, "conversations", ("e", 1.5, {"mood": 2}), ("f", 0, {"mood": 3}))
    assert (done["inserted"], done["updated"]) == (1, 1)
    assert counted(rescuing) == FIRST | {
        (2, "conversations", "mood"): (2, "d", "e"),
        (0, "conversations", "mood"): (1, "f", "f"),
    }
    after = {row["day"]: row["updated_at"] for row in rescuing.spark.table(TABLE).collect()}
    rewritten = {(TODAY.date() - day).days for day in before if after[day] != before[day]}
    assert rewritten <= {0, 2}


def test_a_rise_is_told_by_field_with_the_first_file(rescuing):
    def rise() -> list[tuple]:
        rows = sql.run(rescuing.spark, "monitoring/rescued_data_rise.sql").collect()
        return [
            (r["problem_count"], r["feed"], r["field"], r["documents_before"], r["first_file"])
            for r in rows
        ]

    # new since the days before, and the other no more frequent than on the worst of them
    assert rise() == [(1, "deals", "amount", 0, "lines")]
    ingest(rescuing, "conversations", *((f"g{n}", 0, {"mood": n}) for n in range(5)))
    assert rise() == [
        (2, "conversations", "mood", 2, "f"),
        (2, "deals", "amount", 0, "lines"),
    ]
    # a few days later all of it is known
    rescuing.spark.sql(f"update {TABLE} set day = date_sub(day, 5)")
    assert rise() == []


FIELDS = {
    ("conversations", "call.mood"): 2,
    ("conversations", "call.participants[].phone"): 1,
    ("conversations", "extra"): 1,
    ("deals", "stage"): 1,
}


@pytest.mark.parametrize("reader", ["text", "native"])
def test_both_readers_name_fields_alike(
    small: SmallLakehouse, contracts: Contracts, native_contracts_file: Path, reader: str
) -> None:
    native = reader == "native"
    small.contracts = module.load(native_contracts_file) if native else contracts
    small.start_again(TABLE, "bronze.conversations_raw", "bronze.deals_raw")
    # the native reader knows the fields of the files that it starts with
    deals = csv_of if native else lambda record: json.dumps(record) + "\n"
    suffix = "csv" if native else "jsonl"
    small.land("conversations/0.json", json.dumps(conversation("c0")))
    small.land(f"deals/0.{suffix}", deals(deal("d0", AT)))
    for feed in ("conversations", "deals"):
        small.rows_landed(feed)
    people = [{"role": "rep"}, {"role": "customer", "phone": "1"}, {"phone": "2"}]
    calls = (
        conversation("c1", mood={"at": {"start": "good"}}, participants=people),
        {**conversation("c2", mood="bad"), "extra": {"a": [1, {"b": 2}]}},
    )
    for number, call in enumerate(calls, 1):
        small.land(f"conversations/{number}.json", json.dumps(call))
    small.land(f"deals/1.{suffix}", deals(deal("d1", AT) | {"stage": "7"}))
    for feed in ("conversations", "deals"):
        small.rows_landed(feed)
        contract = small.contracts.feed(feed)
        refresh_batch(small.spark, contract, small.spark.table(contract.bronze_table))
    rows = small.spark.table(TABLE).collect()
    assert {(row["feed"], row["field"]): row["document_count"] for row in rows} == FIELDS
