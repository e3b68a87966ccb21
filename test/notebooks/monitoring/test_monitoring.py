"""The queries of alerts: silent while all is well, and one row for each problem."""

from __future__ import annotations

from lakehouse.runtime import sql

from ..small_lakehouse import SmallLakehouse


def land(small: SmallLakehouse, feed: str, hours_ago: float) -> None:
    """Puts a row into a feed's bronze table as it would be had it landed then."""
    table = small.contracts.feed(feed).bronze_table
    small.spark.sql(
        f"insert into {table} (payload, _metadata, ingested_at)"
        " select '{}', named_struct('file_path', 'f', 'file_name', 'f',"
        " 'file_size', 2L, 'file_modification_time', current_timestamp()),"
        f" current_timestamp() - interval '{int(hours_ago * 60)}' minute"
    )


def stale(small: SmallLakehouse, hours: float) -> list[tuple[str, float | None, int]]:
    rows = sql.run(small.spark, "monitoring/stale_feeds.sql", stale_hours=hours).collect()
    return [
        (row["feed"], row["silent_hours"] and float(row["silent_hours"]), row["problem_count"])
        for row in rows
    ]


def test_a_feed_is_stale_once_it_is_silent_for_too_long(small: SmallLakehouse) -> None:
    assert stale(small, 1) == []
    for feed, hours in (("conversations", 30), ("conversations", 5), ("deals", 2.5)):
        land(small, feed, hours)
    # a feed that brings nothing is silent from the day on which another began
    assert stale(small, 24) == [("reps", None, 1)]
    land(small, "reps", 0)
    assert stale(small, 24) == []
    assert stale(small, 2) == [("conversations", 5.0, 2), ("deals", 2.5, 2)]
