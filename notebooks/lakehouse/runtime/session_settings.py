"""Settings of the Spark session that hold for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pyspark.sql import SparkSession

_DUPLICATE_KEYS = "spark.sql.variant.allowDuplicateKeys"


def take_last_of_duplicate_keys(spark: SparkSession) -> None:
    """Parses an object with a key twice into a VARIANT: the last one counts.

    So it does for any other object of a document. Without the setting the parser rejects the
    document with the object. Compute that does not know the setting (SPARK-49451) still rejects.
    """
    if spark.conf.get(_DUPLICATE_KEYS, "false") != "true":
        with suppress(Exception):
            spark.conf.set(_DUPLICATE_KEYS, "true")


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
