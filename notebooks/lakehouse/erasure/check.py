"""The check that an erasure is complete: of each table and landed file, and of old versions.

It decides by `identity.verification`, which shares no code with the search.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure import identity
from lakehouse.erasure.identity.verification import Fingerprints
from lakehouse.erasure.landed_files import landed_bodies
from lakehouse.erasure.person_search import every_row, searchable_rows
from lakehouse.erasure.tables import LEDGER, existing_tables
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.versions import is_file_gone, versions

MOST_VERSIONS = 3
"""Versions before an erasure that are read, the newest first."""


@dataclass(frozen=True)
class Left:
    """Where data of an erased person is still there; without the data."""

    place: str
    """A table, with its version if it is an old one, or the path of a landed file."""
    kinds: tuple[str, ...]
    """Of what: id, id_token, address, name."""
    count: int

    def __str__(self) -> str:
        return f"{self.place}: {self.count} with {', '.join(self.kinds)}"


def left_in_tables(
    spark: SparkSession, contracts: Contracts, fingerprints: Fingerprints
) -> list[Left]:
    """The rows of all tables of the layers, declared or not, that still have the person's data."""
    tables = [name for name in existing_tables(spark) if name != LEDGER]
    return _left(every_row(spark, contracts, tables), fingerprints)


def left_in_files(
    spark: SparkSession, contracts: Contracts, fingerprints: Fingerprints, landing: str
) -> list[Left]:
    """The landed files, each opened, that still have the person's data."""
    bodies = landed_bodies(spark, contracts, landing)
    if bodies is None:
        return []
    kinds = _kinds(fingerprints)(F.lit(None).cast("string"), F.col("content"))
    rows = bodies.select("path", kinds.alias("kinds")).where(F.size("kinds") > 0).collect()
    return [Left(row["path"], tuple(sorted(row["kinds"])), 1) for row in rows]


def left_in_old_versions(
    spark: SparkSession,
    contracts: Contracts,
    fingerprints: Fingerprints,
    tables: Iterable[str],
    until: datetime,
) -> list[Left]:
    """The versions of tables before `until` that VACUUM has left, and that have the person's data.

    A version whose files are gone cannot be read.
    """
    found = []
    for table in tables:
        old = [one for one in versions(spark, table)[1:] if one.at <= until][:MOST_VERSIONS]
        for version in old:
            at = spark.read.option("versionAsOf", version.number).table(table)
            rows = searchable_rows(at, contracts, table)
            place = F.lit(f"{table} version {version.number}")
            try:
                found += _left(rows.withColumn("table", place), fingerprints)
            except Exception as error:
                if not is_file_gone(error):
                    raise
    return found


def _left(rows: DataFrame, fingerprints: Fingerprints) -> list[Left]:
    kinds = rows.select("table", _kinds(fingerprints)(F.col("row"), F.col("body")).alias("kinds"))
    grouped = kinds.where(F.size("kinds") > 0).groupBy("table")
    counted = grouped.agg(F.count("*").alias("n"), F.flatten(F.collect_set("kinds")).alias("kinds"))
    return [
        Left(row["table"], tuple(sorted(set(row["kinds"]))), row["n"]) for row in counted.collect()
    ]


def _kinds(fingerprints: Fingerprints):
    cloudpickle.register_pickle_by_value(identity)

    def found(row: str | None, body: bytes | None) -> list[str]:
        kinds = fingerprints.kinds_in(row) if row else set()
        return sorted(kinds | (fingerprints.kinds_in_bytes(bytes(body)) if body else set()))

    return F.udf(found, "array<string>", useArrow=False)
