"""ops.call_parts: documents of vendors that have one part of a call.

A merge of one part needs the others, which may have landed in another batch. The table has where
they are, so that no merge searches all of bronze. Calls whose other parts did not arrive wait: the
alert `waiting documents` reports them.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession

from lakehouse.ingest.bronze_rows import constant_rows, landed_rows, recorded_documents
from lakehouse.ingest.vendor_documents import parts_of_calls, sources_in
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Feed

TABLE = "ops.call_parts"

_ROW = (
    "source STRING, source_call_id STRING, part STRING, part_count INT, source_file STRING, "
    "payload_sha256 STRING, ingested_at_micros BIGINT"
)


def with_other_parts(
    spark: SparkSession, bronze: DataFrame, feed: Feed, *, records: bool = True
) -> tuple[DataFrame, bool]:
    """Bronze rows and the recorded other parts of their calls; true if there are any.

    `records` remembers the parts in the rows.
    """
    sources = sources_in(feed)
    if sources is None or not any(mapping.is_joined for mapping in sources.mappings):
        return bronze, False
    rows = [row.asDict() for row in parts_of_calls(bronze, feed, sources).collect()]
    if not rows:
        return bronze, False
    views = {"landed_parts": constant_rows(spark, rows, _ROW)}
    if records:
        sql.merge(spark, "bronze/merge_call_parts.sql", views)
    others = [row.asDict() for row in sql.run(spark, "bronze/other_parts.sql", views).collect()]
    if not others:
        return bronze, False
    found = recorded_documents(spark, feed.bronze_table, others)
    return landed_rows(bronze).unionByName(found), True
