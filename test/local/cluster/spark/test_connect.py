"""The Spark Connect server of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.spark.connect import ConnectServer

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_a_process_has_one_server(spark: SparkSession) -> None:
    first, second = (ConnectServer(spark).connection("ann@example.com", "s1") for _ in range(2))
    assert first == second
