"""A cached DataFrame that statements read: it remains cached, and no view of it remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lakehouse.runtime import sql
from lakehouse.runtime.cached import cached
from pyspark.errors import PySparkException
from pyspark.sql.classic.dataframe import DataFrame
from spark_counts import last_execution

if TYPE_CHECKING:
    from ..small_lakehouse import SmallLakehouse


def test_statements_read_a_cached_dataframe_from_its_cache(small: SmallLakehouse) -> None:
    spark = small.spark
    files = spark.range(7).selectExpr("id as file_size", "string(id) as file_path")

    def views() -> list[str]:
        found = spark.sql("show views in silver").where("isTemporary").collect()
        return sorted(row["viewName"] for row in found)

    before = views()
    with cached(files) as rows:
        assert rows.count() == 7
        for _ in range(2):
            counted = sql.run(
                spark,
                "maintenance/count_small_files.sql",
                {"table_files": rows},
                small_file_bytes=3,
            )
            assert counted.collect()[0]["small_file_count"] == 3
            number = last_execution(spark)
            plan = spark._jsparkSession.sharedState().statusStore().execution(number).get()
            assert "InMemoryRelation" in plan.physicalPlanDescription()
        assert files.storageLevel.useMemory
    assert not files.storageLevel.useMemory
    assert views() == before


def refusing(condition: str):
    def persist(_: DataFrame) -> None:
        raise PySparkException(message=f"[{condition}]", errorClass=condition)

    return persist


def test_compute_without_a_cache_computes_again(
    small: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DataFrame, "persist", refusing("NOT_SUPPORTED_WITH_SERVERLESS"))
    frame = small.spark.range(3)
    with cached(frame) as rows:
        assert [rows.count(), rows.count()] == [3, 3]
        assert not frame.storageLevel.useMemory


def test_another_error_of_the_cache_is_raised(
    small: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DataFrame, "persist", refusing("INTERNAL_ERROR"))
    with pytest.raises(PySparkException, match="INTERNAL_ERROR"), cached(small.spark.range(3)):
        pass
