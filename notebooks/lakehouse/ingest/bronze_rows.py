"""Rows of a bronze table as a merge reads them, and rows that are constants of a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

_DOCUMENT = "source_file STRING, payload_sha256 STRING, ingested_at_micros BIGINT"


def landed_rows(bronze: DataFrame) -> DataFrame:
    """The columns of bronze rows that a merge reads."""
    file = F.struct(F.col("_metadata.file_path").alias("file_path")).alias("_metadata")
    return bronze.select("payload", "payload_sha256", file, "ingested_at")


def payload_sha256(alias: str = "") -> Column:
    """SHA-256 of the document as it was received, which outlives the payload."""
    prefix = f"{alias}." if alias else ""
    of_payload = F.sha2(F.col(f"{prefix}payload").cast("binary"), 256)
    return F.coalesce(f"{prefix}payload_sha256", of_payload)


def rows_of_documents(bronze: DataFrame, documents: DataFrame) -> DataFrame:
    """The bronze rows of documents (`payload_sha256`, `source_file`)."""
    keys = documents.select(F.col("payload_sha256").alias("sha256"), "source_file")
    same = (F.col("_metadata.file_path") == F.col("source_file")) & (
        payload_sha256() == F.col("sha256")
    )
    return bronze.join(keys, same, "left_semi")


def recorded_documents(
    spark: SparkSession, bronze_table: str, rows: Sequence[Mapping[str, Any]]
) -> DataFrame:
    """The bronze rows of documents that a table records where they are.

    Each has its `source_file`, `payload_sha256` and `ingested_at_micros`. The files of bronze are
    skipped by the time, which each batch has for itself.
    """
    times = sorted({row["ingested_at_micros"] for row in rows})
    at_times = spark.table(bronze_table).where(
        F.col("ingested_at").isin(*(F.timestamp_micros(F.lit(time)) for time in times))
    )
    keys = F.broadcast(constant_rows(spark, rows, _DOCUMENT))
    return landed_rows(rows_of_documents(at_times, keys))


def constant_rows(
    spark: SparkSession, rows: Iterable[Mapping[str, Any]], row_type: str
) -> DataFrame:
    """Rows as a constant of the plan, which needs no process of Python to be read."""
    text = json.dumps(list(rows))
    array = F.from_json(F.lit(text), f"ARRAY<STRUCT<{row_type}>>")
    return spark.range(0, 1, 1, 1).select(F.inline(array))
