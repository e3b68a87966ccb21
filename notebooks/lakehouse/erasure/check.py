"""The check that an erasure is complete: of each table and landed file.

It decides by `identity.verification`, which shares no code with the search.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure import identity
from lakehouse.erasure.identity.verification import Fingerprints
from lakehouse.erasure.landed_files import hidden_files, landed_bodies
from lakehouse.erasure.person_search import every_row
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.tables import LEDGER, existing_tables
from lakehouse.runtime.contracts import Contracts


@dataclass(frozen=True)
class Left:
    """Where data of an erased person is still there; without the data."""

    place: str
    """A table, or the path of a landed file."""
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


def left_in_files(scope: Scope, fingerprints: Fingerprints) -> list[Left]:
    """The landed files, each opened, that still have the person's data."""
    left: list[Left] = []
    for path, name, content in hidden_files(scope.files, scope.contracts, scope.landing):
        found = fingerprints.kinds_in(name) | fingerprints.kinds_in_bytes(content)
        if found:
            left.append(Left(path, tuple(sorted(found)), 1))
    bodies = landed_bodies(scope.spark, scope.contracts, scope.landing)
    if bodies is None:
        return left
    kinds = _kinds(fingerprints)(F.col("name"), F.col("content"))
    rows = bodies.select("path", kinds.alias("kinds")).where(F.size("kinds") > 0).collect()
    return left + [Left(row["path"], tuple(sorted(row["kinds"])), 1) for row in rows]


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
        kinds: set[str] = fingerprints.kinds_in(row) if row else set()
        if body:
            kinds |= fingerprints.kinds_in_bytes(bytes(body))
        return sorted(kinds)

    return F.udf(found, "array<string>", useArrow=False)
