"""Settings of the Spark session that hold for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession


@contextmanager
def set_for_now(spark: SparkSession, name: str, value: str) -> Iterator[None]:
    """Sets a setting, and puts back what stood, or that nothing did, when the block ends."""
    stood = spark.conf.get(name, None)
    spark.conf.set(name, value)
    try:
        yield
    finally:
        if stood is None:
            spark.conf.unset(name)
        else:
            spark.conf.set(name, stood)
