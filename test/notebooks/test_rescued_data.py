"""ops.rescued_data: every document that did not fit counted once, whatever happens to the run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from lakehouse import sql
from lakehouse.rescued_data import TABLE, refresh_rescued_data

from .small_lakehouse import CATALOG, SmallLakehouse

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
SCHEMA = (
    "payload STRING, _metadata STRUCT<file_path: STRING, file_name: STRING, file_size: BIGINT,"
    " file_modification_time: TIMESTAMP>, _rescued_data STRING, ingested_at TIMESTAMP"
)
PHONES = {"call.participants[0].phone": "1", "call.participants[12].phone": "2"}


def ingest(small: SmallLakehouse, feed: str, *documents: tuple[str, float, dict | None]) -> None:
    """Appends to bronze: of each document its file, how many days ago, and what was rescued."""
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


def refresh(small: SmallLakehouse) -> dict[str, int]:
    """Runs the task; what it did to the table."""
    where = f"/Volumes/{CATALOG}/ops/{small.name}"
    options = {"catalog": CATALOG, "checkpoints": where, "trigger": "availableNow"}
    return refresh_rescued_data(small.spark, small.contracts, **options).get(TABLE, {})


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
    ingest(
        small,
        "conversations",
        ("b", 2.5, PHONES),
        ("a", 2.5, {"call.participants[3].phone": "3", "mood": None}),
        ("c", 2.2, PHONES),
        ("clean", 2.2, None),
        ("d", 1.5, {"mood": 1}),
    )
    # lines of one file
    ingest(small, "deals", ("lines", 0, {"amount": "ten"}), ("lines", 0, {"amount": "x"}))
    return small


FIRST = {
    (3, "conversations", "call.participants[].phone"): (3, "a", "c"),
    (3, "conversations", "mood"): (1, "a", "a"),
    (2, "conversations", "mood"): (1, "d", "d"),
    (0, "deals", "amount"): (2, "lines", "lines"),
}


def test_documents_are_counted_once_by_day_feed_and_field(rescuing):
    assert refresh(rescuing)["inserted"] == len(FIRST)
    assert counted(rescuing) == FIRST
    row = rescuing.spark.table(TABLE).where("field = 'call.participants[].phone'").first()
    assert row["first_ingested_at"] == TODAY - timedelta(days=2.5)
    assert row["last_ingested_at"] == TODAY - timedelta(days=2.2)


def test_nothing_is_counted_twice_when_a_batch_comes_again_or_the_checkpoint_is_lost(rescuing):
    before = rescuing.rows(TABLE)
    (folder,) = rescuing.checkpoint("refresh_rescued_data").iterdir()
    for file in (folder / "commits").iterdir():
        file.unlink()
    refresh(rescuing)
    assert rescuing.rows(TABLE) == before
    rescuing.name += "_lost"
    assert refresh(rescuing)["updated"] == 0
    assert refresh(rescuing) == {}
    assert rescuing.rows(TABLE) == before


def test_only_the_days_of_new_documents_are_written_again(rescuing):
    before = {row["day"]: row["updated_at"] for row in rescuing.spark.table(TABLE).collect()}
    ingest(rescuing, "conversations", ("e", 1.5, {"mood": 2}), ("f", 0, {"mood": 3}))
    done = refresh(rescuing)
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
    refresh(rescuing)
    assert rise() == [
        (2, "conversations", "mood", 2, "f"),
        (2, "deals", "amount", 0, "lines"),
    ]
    # a few days later all of it is known
    rescuing.spark.sql(f"update {TABLE} set day = date_sub(day, 5)")
    assert rise() == []
