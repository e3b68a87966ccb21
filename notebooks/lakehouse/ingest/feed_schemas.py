"""New fields of documents: the schema log of what bronze has grown by, and the stop of a stream."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from lakehouse.ingest.drift import Shape
from lakehouse.ingest.evolution import evolved
from lakehouse.ingest.native_reader import NEW_FIELDS
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Feed
from lakehouse.runtime.streams import NewColumns

BRONZE_COLUMNS = (
    "payload",
    "_metadata",
    "_rescued_data",
    "ingested_at",
    "redacted_at",
    "payload_sha256",
)
"""Columns that a table of bronze has by its contract."""

_FIELDS_SHOWN = 20


class UndeclaredFields(Exception):
    """Documents have fields that the contract of their feed does not declare."""


def evolved_schema(spark: SparkSession, feed: Feed) -> StructType:
    """The columns that documents have added to the feed's bronze table so far."""
    if feed.schema_evolution != "addNewColumns" or feed.native_reader is not None:
        return StructType()
    return _latest(spark, feed)[1]


@contextmanager
def stopped_on_new_columns(feed: Feed) -> Generator[None, None, None]:
    """Names the feed where Auto Loader's reader stops on new columns.

    By `addNewColumns` its schema location has them by then: one start more is enough.
    """
    try:
        yield
    except Exception as stopped:
        if feed.native_reader is None or NEW_FIELDS not in str(stopped):
            raise
        reason = NEW_FIELDS + str(stopped).partition(NEW_FIELDS)[2].partition("\n")[0]
        if feed.schema_evolution == "addNewColumns":
            raise NewColumns(f"feed {feed.name}: documents have new fields, got {reason}") from None
        raise UndeclaredFields(_undeclared(feed, reason)) from None


def stop_on_new_fields(spark: SparkSession, batch: DataFrame, feed: Feed, declared: Shape) -> None:
    """Raises where documents of the batch have new fields.

    By `addNewColumns` the next version of the feed's schema is written first, so that one start
    more is enough; by `explicit` the stream fails until the contract, or the file, changes.
    """
    rescued = sql.run(spark, "bronze/rescued_fields.sql", {"landed_documents": batch}).collect()
    first_files = {row["field"]: row["first_file"] for row in rescued}
    adds = feed.schema_evolution == "addNewColumns"
    version, schema = _latest(spark, feed) if adds else (0, StructType())
    grown, names = evolved(schema, first_files, declared, BRONZE_COLUMNS)
    if not names:
        return
    new = {name: first_files[name] for name in names}
    if not adds:
        raise UndeclaredFields(_undeclared(feed, _listed(new)))
    rows = spark.createDataFrame(list(new.items()), "field STRING, first_file STRING")
    sql.merge(
        spark,
        "bronze/add_feed_schema.sql",
        {"landed_fields": rows},
        feed=feed.name,
        version=version + 1,
        schema=grown.json(),
    )
    raise NewColumns(
        f"[UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE] documents of feed {feed.name} have new"
        f" fields, which can be fixed by an automatic retry: true, got {_listed(new)}"
    )


def _latest(spark: SparkSession, feed: Feed) -> tuple[int, StructType]:
    row = sql.run(spark, "bronze/latest_feed_schema.sql", feed=feed.name).first()
    if row is None:
        return 0, StructType()
    return row["version"], StructType.fromJson(json.loads(row["schema"]))


def _undeclared(feed: Feed, found: str) -> str:
    return (
        f"feed {feed.name}: documents have fields that its contract"
        f" (contracts/feeds/{feed.name}.ts) does not declare, got {found}. Nothing of"
        " the batch was ingested. Declare the fields and deploy, remove the files, or set"
        " another `schemaEvolution`"
    )


def _listed(files: Mapping[str, str]) -> str:
    shown = [f"{field} in {file}" for field, file in list(files.items())[:_FIELDS_SHOWN]]
    more = len(files) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more else [])])
