"""The person's data: what a search of every table and every landed file has found."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark import cloudpickle
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure import landed_files
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.identity.searching import matches_in_file
from lakehouse.erasure.landed_files import hidden_files, landed_bodies, path_of
from lakehouse.erasure.person_search import (
    every_row,
    matches_in_files,
    matches_of,
    replacements,
    searchable,
    similar_of,
)
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.tables import inference_tables, person_tables
from lakehouse.ingest.bronze_rows import constant_rows
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED
from lakehouse.ingest.evaluation_documents import FEED as EVALUATION_FEED
from lakehouse.ingest.parsing import body_of
from lakehouse.ingest.signals import SIGNALS
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Feed

CALL = "call_id STRING"
"""The column of a frame of calls."""

_OF_CALL = "document of a call with the person's data"

MOST_LISTED = 500
"""A run's answer is of limited size: matches beyond are counted."""


@dataclass
class Findings:
    """Where a person's data is."""

    rows: DataFrame
    """The rows with matches, as `searchable_rows` has them, with `matches`."""
    searched: dict[str, int]
    """By table how many rows were searched."""
    matched: dict[str, int]
    """By table how many rows have matches."""
    files: dict[str, list[tuple[str, str]]]
    """By landed file the path and the reason of each match."""
    files_searched: int
    calls: list[str]
    """The calls whose documents or rows have the person's data. Their texts are erased."""

    def __bool__(self) -> bool:
        return bool(self.files) or any(self.matched.values())

    def of(self, table: str) -> DataFrame:
        """The rows with matches of a table."""
        return self.rows.where(F.col("table") == table)

    def values(self, table: str, column: str) -> DataFrame:
        """The values of a column in the rows with matches of a table."""
        return self.of(table).select(F.get_json_object("row", f"$.{column}").alias(column))

    def documents(self, table: str) -> DataFrame:
        """The rows with matches of a bronze table, with the columns that identify a document."""
        return self.of(table).select(
            F.struct(F.col("source_file").alias("file_path")).alias("_metadata"),
            F.col("body").cast("string").alias("payload"),
            F.get_json_object("row", "$.payload_sha256").alias("payload_sha256"),
            F.lit(None).cast("timestamp").alias("ingested_at"),
        )


@contextmanager
def searched(scope: Scope, person: Person) -> Generator[Findings, None, None]:
    """Searches every table and landed file; what is found stays until the block ends."""
    spark, contracts = scope.spark, scope.contracts
    tables = [*person_tables(spark, contracts), *inference_tables(spark)]
    every = every_row(spark, contracts, tables).withColumn(
        "matches", matches_of(person)("row", "body")
    )
    with cached(every.where(F.size("matches") > 0)) as matching:
        calls = _calls(matching, contracts)
        others = matching.limit(0)
        if calls:
            others = _other_documents(spark, contracts, person, calls)
        with cached(others) as of_calls:
            rows = matching.unionByName(of_calls)
            counts = _counts(rows)
            files, files_searched = _files(scope, person, of_calls)
            yield Findings(
                rows,
                {**dict.fromkeys(tables, 0), **_counts(_tables_alone(spark, tables))},
                {**dict.fromkeys(tables, 0), **counts},
                files,
                files_searched,
                calls,
            )


def _calls(matching: DataFrame, contracts: Contracts) -> list[str]:
    """The calls of documents and rows with the person's data, once each."""
    ids = [
        matching.where(F.col("table") == feed.bronze_table).select(
            _call_id(contracts, feed).alias("call_id")
        )
        for feed in _feeds_of_calls(contracts)
    ]
    rows = matching.where(F.col("table").isin(CONVERSATIONS, SIGNALS))
    ids.append(rows.select(F.get_json_object("row", "$.call_id").alias("call_id")))
    named = reduce(DataFrame.union, ids).where("call_id is not null").distinct()
    return sorted(row["call_id"] for row in named.collect())


def _other_documents(
    spark: SparkSession, contracts: Contracts, person: Person, calls: list[str]
) -> DataFrame:
    """Documents of calls that do not have the person's data themselves.

    Their texts are erased in silver, and would return to it from bronze otherwise.
    """
    known = F.broadcast(constant_rows(spark, [{"call_id": one} for one in calls], CALL))
    documents = [
        searchable(spark, contracts, feed.bronze_table)
        .withColumn("call_id", _call_id(contracts, feed))
        .join(known, "call_id", "left_semi")
        .drop("call_id")
        for feed in _feeds_of_calls(contracts)
    ]
    every = reduce(DataFrame.union, documents)
    others = every.where(F.size(matches_of(person)("row", "body")) == 0)
    why = F.struct(F.lit("call_id").alias("path"), F.lit(_OF_CALL).alias("why"))
    return others.withColumn("matches", F.array(why))


def _tables_alone(spark: SparkSession, tables: list[str]) -> DataFrame:
    each = (spark.table(name).select(F.lit(name).alias("table")) for name in tables)
    return reduce(DataFrame.union, each)


def _counts(rows: DataFrame) -> dict[str, int]:
    counted = rows.groupBy("table").agg(F.count("*").alias("n")).collect()
    return {row["table"]: row["n"] for row in counted}


def _files(
    scope: Scope, person: Person, of_calls: DataFrame
) -> tuple[dict[str, list[tuple[str, str]]], int]:
    """The matches by landed file, and how many files were opened.

    A file of the documents `of_calls` that has no match has their reason.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    opened = 0
    for path, name, content in hidden_files(scope.files, scope.contracts, scope.landing):
        opened += 1
        if of_file := [(m.path, m.why) for m in matches_in_file(person, name, content, True)]:
            found[path] = of_file
    bodies = landed_bodies(scope.spark, scope.contracts, scope.landing)
    if bodies is None:
        return found, opened
    matches = matches_in_files(person)("name", "content", "is_whole").alias("matches")
    documents = of_calls.select("source_file").distinct().collect()
    named = F.col("path").isin([path_of(row["source_file"]) for row in documents])
    rows = bodies.select("path", matches).where((F.size("matches") > 0) | named).collect()
    for row in rows:
        reasons = [(m["path"], m["why"]) for m in row["matches"]]
        found[row["path"]] = reasons or [("call_id", _OF_CALL)]
    return found, opened + bodies.select("path").count()


def listed(found: Findings) -> list[dict[str, Any]]:
    """Each match: table, file, field and reason; files without a table are in the landing zone."""
    each = found.rows.select("table", "source_file", F.explode("matches").alias("m"))
    lines: list[dict[str, Any]] = [
        {
            "table": row["table"],
            "file": path_of(row["source_file"]) if row["source_file"] else None,
            "field": row["m"]["path"],
            "why": row["m"]["why"],
        }
        for row in each.limit(MOST_LISTED).collect()
    ]
    for path, matches in found.files.items():
        lines += [{"table": None, "file": path, "field": f, "why": why} for f, why in matches]
    return lines[:MOST_LISTED]


def excluded(spark: SparkSession, contracts: Contracts, person: Person) -> list[dict[str, Any]]:
    """The values of bronze and silver that look like the person's, and are left as they are."""
    tables = [feed.bronze_table for feed in contracts.feeds.values()]
    every = every_row(spark, contracts, tables)
    each = every.select("table", F.explode(similar_of(person)("row", "body")).alias("s"))
    grouped = each.groupBy("table", "s.value", "s.why")
    rows = grouped.agg(F.min("s.path").alias("field"), F.count("*").alias("times"))
    return [row.asDict() for row in rows.orderBy("why", "value").limit(MOST_LISTED).collect()]


def replaced_values(
    found: Findings, contracts: Contracts, person: Person
) -> dict[str, dict[str, str | None]]:
    """Replacements of the person's values, by field, as documents and rows have them."""
    frames = [found.rows.where(F.col("table").startswith("silver.")).select("row")]
    frames += [
        found.of(feed.bronze_table).select(F.to_json(_document(feed)).alias("row"))
        for feed in contracts.feeds.values()
    ]
    return replacements(person, reduce(DataFrame.union, frames))


def unknown_files(spark: SparkSession, contracts: Contracts, paths: list[str]) -> list[str]:
    """Those of the landed files that no row of bronze came from."""
    if not paths:
        return []
    cloudpickle.register_pickle_by_value(landed_files)
    decoded = F.udf(path_of, "string", useArrow=False)
    known: set[str] = set()
    for feed in contracts.feeds.values():
        uris = spark.table(feed.bronze_table).select("_metadata.file_path").distinct()
        rows = uris.select(decoded("file_path").alias("path")).where(F.col("path").isin(paths))
        known.update(row["path"] for row in rows.collect())
    return sorted(set(paths) - known)


def _feeds_of_calls(contracts: Contracts) -> list[Feed]:
    """The feeds whose documents have texts of a call."""
    return [contracts.feed(name) for name in (FEED, EVALUATION_FEED)]


def _call_id(contracts: Contracts, feed: Feed) -> Column:
    """The call of a document, as silver has it."""
    document = _document(feed)
    call = document.getField("call") if feed.name == FEED else document
    return F.btrim(call.getField("call_id"), F.lit(contracts.white_space))


def _document(feed: Feed) -> Column:
    text = F.coalesce(F.get_json_object("row", "$.mapped"), F.col("body").cast("string"))
    return body_of(text, feed.document).getField("document")
