"""DataFrames that one batch reads more than once, computed once where the compute has a cache.

Serverless compute has none: `persist` raises NOT_SUPPORTED_WITH_SERVERLESS (Databricks
documentation, "Serverless compute limitations"; "Migrate from classic compute to serverless
compute" announces it). Each reader computes the DataFrame again there. A cache is therefore for
speed only: a DataFrame that has to remain as it is while its tables change reads a fixed version of
them.

A query finds a cached DataFrame by its plan. Spark numbers the CTEs of a query from its top, so the
plan of a cached DataFrame that has a CTE is another one inside a larger query, and every reader
computes it again. SQL of cached DataFrames therefore has subqueries in place of CTEs.

Spark drops the cache of a DataFrame with a temporary view of it (`Catalog.dropTempView`), and
`spark.sql` drops the views of the DataFrames that it receives. A cached DataFrame is therefore read
through a filter, which makes its plan another one; a projection does not to a view.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from pyspark.sql import DataFrame

from lakehouse.runtime.errors import error_class

UNAVAILABLE = "NOT_SUPPORTED_WITH_SERVERLESS"


@contextmanager
def cached(frame: DataFrame) -> Generator[DataFrame]:
    """Caches a DataFrame, at its first use, until the block ends."""
    is_cached = _persisted(frame)
    try:
        yield frame.where("true")
    finally:
        if is_cached:
            frame.unpersist()


def _persisted(frame: DataFrame) -> bool:
    try:
        frame.persist()
    except Exception as refusal:
        if error_class(refusal) != UNAVAILABLE:
            raise
        return False
    return True
