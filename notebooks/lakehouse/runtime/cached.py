"""DataFrames that one batch reads more than once, computed once.

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


@contextmanager
def cached(frame: DataFrame) -> Generator[DataFrame]:
    """Caches a DataFrame, at its first use, until the block ends."""
    frame.persist()
    try:
        yield frame.where("true")
    finally:
        frame.unpersist()
