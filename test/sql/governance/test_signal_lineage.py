"""gold.signal_lineage: the way of a value from gold to the file that brought it."""

from __future__ import annotations

import datetime

import pytest
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

JULY, AUGUST = "dbfs:/Volumes/c/july.json", "dbfs:/Volumes/c/august.json"


@pytest.fixture(scope="module", autouse=True)
def data(governed: SparkSession) -> None:
    lakehouse.insert(
        governed,
        "bronze.conversations_raw",
        [
            {
                "payload": "{}",
                "_metadata": {
                    "file_path": path,
                    "file_name": path.rsplit("/", 1)[-1],
                    "file_size": 2,
                    "file_modification_time": "2018-07-01T00:00:00Z",
                },
                "ingested_at": at,
            }
            # the second file was ingested again
            for path, at in [
                (JULY, "2018-07-02T00:00:00Z"),
                (AUGUST, "2018-08-02T00:00:00Z"),
                (AUGUST, "2018-08-09T00:00:00Z"),
            ]
        ],
    )
    lakehouse.insert(
        governed,
        "silver.conversations",
        [
            {
                "call_id": call,
                "rep_id": "ann",
                "source_system": "dialer",
                "source_call_id": call * 2,
            }
            for call in ("a", "b")
        ],
    )
    lakehouse.insert(
        governed,
        "silver.conversation_signals",
        [
            signal("s-a", "a", "2018-07-31T23:59:59Z", JULY),
            signal("s-b", "b", "2018-08-01T00:00:00Z", AUGUST),
            signal("s-new", "b", "2018-09-01T00:00:00Z", "dbfs:/Volumes/c/lost.json"),
        ],
    )
    lakehouse.insert(
        governed,
        "gold.rep_monthly_scores",
        [
            {
                "rep_id": rep,
                "month": month,
                "signal_name": "trust",
                "scoring_version": "v1",
                "avg_value": value,
                "conversation_count": 1,
                "low_confidence_count": 0,
            }
            for rep, month, value in [
                ("ann", "2018-07-01", 0.7),
                ("ann", "2018-08-01", 0.8),
                ("bob", "2018-07-01", 0.1),
            ]
        ],
    )


def signal(signal_id: str, call_id: str, at: str, path: str) -> dict[str, object]:
    return {
        "signal_id": signal_id,
        "call_id": call_id,
        "call_timestamp": at,
        "rep_id": "ann",
        "signal_name": "trust",
        "scoring_version": "v1",
        "value_number": 0.5,
        "payload_sha256": f"sha-{signal_id}",
        "source_file": path,
    }


def test_each_signal_shows_its_gold_row_its_file_and_its_system(governed: SparkSession) -> None:
    rows = governed.sql(
        """select signal_id, month, gold_avg_value, call_id, bronze_file, payload_sha256,
            bronze_ingested_at, bronze_document_count, source_system, source_call_id
        from gold.signal_lineage order by signal_id"""
    )
    first, again = datetime.datetime(2018, 7, 2), datetime.datetime(2018, 8, 2)
    assert [tuple(row) for row in rows.collect()] == [
        ("s-a", datetime.date(2018, 7, 1), 0.7, "a", JULY, "sha-s-a", first, 1, "dialer", "aa"),
        ("s-b", datetime.date(2018, 8, 1), 0.8, "b", AUGUST, "sha-s-b", again, 2, "dialer", "bb"),
        # gold is behind, and no such file in bronze: what is known is shown
        (
            *("s-new", datetime.date(2018, 9, 1), None, "b", "dbfs:/Volumes/c/lost.json"),
            *("sha-s-new", None, None, "dialer", "bb"),
        ),
    ]


def test_it_holds_no_personal_data(
    governed: SparkSession, contracts: dict[str, dict[str, object]]
) -> None:
    marked = {
        column["name"]
        for table in contracts.values()
        for column in table["columns"]  # type: ignore[attr-defined]
        if "pii" in column
    }
    assert not marked & set(governed.table("gold.signal_lineage").columns)
