"""A person searched for in tables and landed files: the decisions of `identity`, on Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from typing import Any

from pyspark import cloudpickle
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure import identity
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.identity.searching import (
    matches_in_file,
    matches_in_row,
    replaced_in_row,
    similar_in_row,
)
from lakehouse.ingest.vendor_documents import mapped
from lakehouse.runtime.contracts import Contracts

Replacements = Mapping[str, Mapping[str, str | None]]
"""By field, its values that are, or have, the person's; each with what is left of it."""

_MATCHES = "array<struct<path: string, why: string>>"
_SIMILAR = "array<struct<path: string, value: string, why: string>>"
_REPLACED = "array<struct<field: string, value: string, after: string>>"


def udf_of(function: Callable[..., Iterable[Any]], answer: str) -> Callable[..., Column]:
    """A function of `identity` on columns; none of its results is null."""
    # The functions travel with the query: an executor need not have this package on its path.
    cloudpickle.register_pickle_by_value(identity)
    # Not by Arrow: for one short answer a row, importing it would cost more than it saves.
    return F.udf(lambda *values: list(function(*values)), answer, useArrow=False)


def searchable(spark: SparkSession, contracts: Contracts, table: str) -> DataFrame:
    """The rows of a table as they are searched; `searchable_rows` has the columns."""
    rows = spark.table(table)
    for feed in contracts.feeds.values():
        if feed.bronze_table == table and (feed.sources is not None or feed.export_document):
            # an id of a person is known by its field in the canonical call
            rows = mapped(rows, feed).selectExpr("* except (mapping_errors, parts_sha256, is_part)")
    return searchable_rows(rows, contracts, table)


def searchable_rows(rows: DataFrame, contracts: Contracts, table: str) -> DataFrame:
    """Rows of a table as they are searched: `table`, `row` (JSON) and `body` (the payload's bytes).

    Beside them is the `source_file`. The names of files with records of many people are those
    people's too: they are left out.
    """
    left_out = ("payload", *_file_columns(contracts, table))
    columns = [F.col(f"`{name}`") for name in rows.columns if name not in left_out]
    if table == "silver.deletions":
        of_rep = F.col("target_table") == "silver.reps"
        columns.append(F.when(of_rep, F.col("record_id")).alias("rep_id"))
    payload = F.col("payload") if "payload" in rows.columns else F.lit(None)
    return rows.select(
        F.lit(table).alias("table"),
        F.to_json(F.struct(*columns)).alias("row"),
        payload.cast("binary").alias("body"),
        _source_file(rows).alias("source_file"),
    )


def every_row(spark: SparkSession, contracts: Contracts, tables: Iterable[str]) -> DataFrame:
    """The rows of tables as they are searched, in one frame: one job reads them all."""
    return reduce(DataFrame.union, (searchable(spark, contracts, name) for name in tables))


def matches_of(person: Person) -> Callable[..., Column]:
    """The person's values in the columns `row` and `body`."""
    return udf_of(partial(matches_in_row, person), _MATCHES)


def similar_of(person: Person) -> Callable[..., Column]:
    """The values in the columns `row` and `body` that only look like the person's."""
    return udf_of(partial(similar_in_row, person), _SIMILAR)


def matches_in_files(person: Person) -> Callable[..., Column]:
    """The person's values in the name and content of files, by whether a file is one document."""
    return udf_of(partial(matches_in_file, person), _MATCHES)


def replacements(person: Person, rows: DataFrame) -> dict[str, dict[str, str | None]]:
    """Replacements of the person's values in rows of JSON (the column `row`), by field."""
    replaced = udf_of(partial(replaced_in_row, person), _REPLACED)
    each = rows.select(F.explode(replaced("row")).alias("r")).select("r.*").distinct()
    by_field: dict[str, dict[str, str | None]] = {}
    for row in each.collect():
        by_field.setdefault(row["field"], {})[row["value"]] = row["after"]
    return by_field


def _file_columns(contracts: Contracts, table: str) -> tuple[str, ...]:
    of_many = {
        name
        for feed in contracts.feeds.values()
        if not feed.whole_file
        for name in (feed.bronze_table, f"silver.{feed.name}")
    }
    return ("_metadata", "source_file") if table in of_many else ()


def _source_file(rows: DataFrame) -> Column:
    if "source_file" in rows.columns:
        return F.col("source_file")
    if "_metadata" in rows.columns:
        return F.col("_metadata.file_path")
    return F.lit(None).cast("string")
