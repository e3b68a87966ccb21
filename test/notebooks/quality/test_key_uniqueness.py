"""Two interleaved merges of one new key, as row-level concurrency lets them through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lakehouse.quality.key_uniqueness import check_keys
from lakehouse.runtime import sql
from lakehouse.runtime.streams import Batch

from ..documents import rep

if TYPE_CHECKING:
    from ..small_lakehouse import SmallLakehouse

REPS = "silver.reps"
BATCH = Batch("check_references", "a-stream", 1)


@pytest.fixture
def filled(small: SmallLakehouse) -> SmallLakehouse:
    """A lakehouse with two reps."""
    small.make(REPS, "silver.quarantine", "ops.quality_results")
    small.merge("reps", *((f"{name}.jsonl", rep(name, "team_1")) for name in ("rep_1", "rep_2")))
    return small


def breaches(lakehouse: SmallLakehouse) -> list[tuple[str, str, str, int]]:
    rows = lakehouse.rows("ops.quality_results")
    kept = ("target_table", "rule", "severity", "failed")
    return [tuple(row[name] for name in kept) for row in rows if row["rule"] == "key_unique"]


def test_nothing_is_recorded_where_keys_are_unique(filled: SmallLakehouse) -> None:
    before = filled.spark.table("ops.quality_results").count()
    assert check_keys(filled.spark, filled.contracts, BATCH) == {}
    assert filled.spark.table("ops.quality_results").count() == before


def test_a_key_that_two_merges_inserted_is_a_breach_and_an_alert(filled: SmallLakehouse) -> None:
    # each merge has read the table before the other one committed, so each inserts the row
    inserted = [row.asDict() for row in filled.spark.table(REPS).limit(1).collect()]
    schema = filled.spark.table(REPS).schema
    filled.spark.createDataFrame(inserted, schema).writeTo(REPS).append()

    assert check_keys(filled.spark, filled.contracts, BATCH) == {REPS: 1}
    assert breaches(filled) == [(REPS, "key_unique", "fail", 1)]
    check_keys(filled.spark, filled.contracts, BATCH)
    assert len(breaches(filled)) == 1, "a batch that is checked again is recorded once"
    alerted = sql.run(filled.spark, "monitoring/quality_failures.sql").collect()
    assert (REPS, "key_unique") in [(row["target_table"], row["rule"]) for row in alerted]
