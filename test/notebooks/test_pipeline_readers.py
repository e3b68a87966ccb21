"""The declarative pipeline with Auto Loader's readers, in all modes of schema evolution."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.errors import ClusterError
from lakehouse.runtime import contracts as module
from pyspark.sql import Row

from ..forms import LONG
from .documents import conversation, deal, evaluation, separate, signal
from .record_files import csv_of, parquet_of
from .small_lakehouse import SmallLakehouse
from .small_pipeline import Pipeline, tables_of_pipeline

AT = "2025-03-05T00:00:00Z"
BRONZE = [f"bronze.{feed}_raw" for feed in ("conversations", "deals", "evaluations", "reps")]

REP = (
    "select 'rep_{0}' rep_id, 'team_1' team_id, 'Ann' name, 'ann@example.com' email,"
    " timestamp'2025-03-01 00:00:00.123456Z' updated_at"
)


@pytest.fixture(scope="module")
def pipeline(
    small: SmallLakehouse, native_contracts_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pipeline]:
    """The pipeline after its first update: of documents that have only declared fields."""
    small.contracts_file = native_contracts_file
    small.contracts = module.load(native_contracts_file)
    call = conversation("c1", evaluation("v1", AT, signal("pace", 0.5)))
    small.land("conversations/1.json", json.dumps(call))
    small.land("conversations/bad.json", '{"call": {"call_id": "bad"')
    small.land("evaluations/1.jsonl", json.dumps(separate("c1", evaluation("v2", AT))) + "\n")
    good = deal("deal_1", AT, amount="1250.50")
    small.land("deals/1.csv", csv_of(good, deal("deal_2", AT, amount="much")))
    small.land("reps/1.parquet", parquet_of(small.spark, REP.format(1)))
    with tables_of_pipeline(small):
        pipeline = Pipeline(small, tmp_path_factory.mktemp("pipeline"))
        pipeline.evolve("conversations", "addNewColumns")
        pipeline.evolve("deals", "explicit")
        pipeline.update(*([] if LONG else BRONZE))
        yield pipeline


def landed(small: SmallLakehouse, feed: str, text: str) -> Row | None:
    """The row of bronze with a payload that has the text."""
    table = small.spark.table(small.contracts.feed(feed).bronze_table)
    return table.where(f"payload like '%{text}%'").first()


@pytest.mark.skipif(not LONG, reason="an update of all tables: the long form alone")
def test_the_tables_are_what_the_job_makes_of_the_same_files(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    by_job = small.rebuilt()
    assert by_job["equal"], by_job
    assert [row["rep_id"] for row in small.rows("silver.reps")] == ["rep_1"]
    assert [row["deal_id"] for row in small.rows("silver.deals")] == ["deal_1"]
    assert [row["call_id"] for row in small.rows("silver.conversations")] == ["c1"]
    assert len(small.rows("silver.quarantine")) == 2


def test_new_fields_are_added_by_a_retry_or_rescued(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    small.land("conversations/2.json", json.dumps(conversation("c2", mood="good")))
    query = f"select *, 'north' region from ({REP.format(2)})"
    small.land("reps/2.parquet", parquet_of(small.spark, query))
    pipeline.events.clear()
    pipeline.update("bronze.conversations_raw", "bronze.reps_raw")
    assert [event for event in pipeline.events if "RETRYING" in event] == [
        "Update is RETRYING: Auto Loader found new columns."
    ]
    call: Any = landed(small, "conversations", "c2")
    assert json.loads(call["payload"])["call"]["mood"] == "good"
    assert call["_rescued_data"] is None
    rep: Any = landed(small, "reps", "rep_2")
    assert "region" not in json.loads(rep["payload"])
    assert json.loads(rep["_rescued_data"])["region"] == "north"
    for table in ("bronze.conversations_raw", "bronze.reps_raw"):
        files = small.spark.table(table).groupBy("_metadata.file_path").count()
        assert files.where("count > 1").count() == 0


def test_new_fields_fail_the_update_until_their_mode_changes(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    small.land("deals/2.csv", csv_of(deal("deal_3", AT) | {"stage": "7"}))
    with pytest.raises(ClusterError, match=r"\[stage\].*automatic retry: false"):
        pipeline.update("bronze.deals_raw")
    assert landed(small, "deals", "deal_3") is None
    pipeline.evolve("deals", "none")
    pipeline.update("bronze.deals_raw")
    row: Any = landed(small, "deals", "deal_3")
    assert "stage" not in json.loads(row["payload"])
    assert row["_rescued_data"] is None
