"""Settings of the Spark session.

Serverless compute has few of them, and refuses to set or read any other by CONFIG_NOT_AVAILABLE
(Databricks documentation, "Configure Spark properties for serverless notebooks and jobs"). The
correctness of a job therefore depends on no setting.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress

from pyspark.sql import SparkSession

from lakehouse.runtime.errors import error_class

UNAVAILABLE = "CONFIG_NOT_AVAILABLE"

_DUPLICATE_KEYS = "spark.sql.variant.allowDuplicateKeys"


def take_last_of_duplicate_keys(spark: SparkSession) -> None:
    """Parses an object with a key twice into a VARIANT: the last one counts.

    So it does for any other object of a document. Without the setting the parser rejects the
    document with the object. Compute that does not know the setting (SPARK-49451) still rejects.
    """
    with suppress(Exception):
        if spark.conf.get(_DUPLICATE_KEYS, "false") != "true":
            spark.conf.set(_DUPLICATE_KEYS, "true")


def set_if_available(spark: SparkSession, name: str, value: str | int) -> bool:
    """Sets a setting, and returns true, on compute that has it."""
    try:
        spark.conf.set(name, value)
    except Exception as refusal:
        if error_class(refusal) != UNAVAILABLE:
            raise
        return False
    return True


@contextmanager
def set_for_now(spark: SparkSession, name: str, value: str) -> Generator[bool, None, None]:
    """Sets a setting that the compute has, and resets it to the earlier value after the block.

    The block receives false on compute that does not have it.
    """
    try:
        stood = spark.conf.get(name, None)
    except Exception as refusal:
        if error_class(refusal) != UNAVAILABLE:
            raise
        stood = None
    if not set_if_available(spark, name, value):
        yield False
        return
    try:
        yield True
    finally:
        if stood is None:
            spark.conf.unset(name)
        else:
            spark.conf.set(name, stood)
