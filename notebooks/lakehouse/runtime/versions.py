"""Versions in the log of a table, and the choice of one by number or time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.runtime import sql

_ALL_VERSIONS = 1_000_000_000

_FILE_GONE = re.compile(
    r"FILE_NOT_EXIST|FileNotFoundException|FILE_NOT_FOUND|RESTORE_FILES_MISSING|MISSING_FILES"
)


def is_file_gone(error: Exception) -> bool:
    """True if a version could not be read because VACUUM has removed files of it."""
    return _FILE_GONE.search(str(error)) is not None


class VersionError(ValueError):
    """A table has no such version, or not the way it was asked for."""


@dataclass(frozen=True)
class Version:
    """A version of a table, as its log has it."""

    number: int
    at: datetime
    """When it was committed, in UTC."""


def versions(spark: SparkSession, table: str) -> list[Version]:
    """The versions that the log of a table still has, the newest first."""
    if not spark.catalog.tableExists(table):
        raise VersionError(f"{table}: no such table. Deploy the stack again")
    millis = F.unix_millis("timestamp").alias("millis")
    rows = history(spark, table).select("version", millis).collect()
    found = [Version(row["version"], _at(row["millis"])) for row in rows]
    return sorted(found, key=lambda version: version.number, reverse=True)


def latest_version(spark: SparkSession, table: str) -> int:
    """The number of the version that a table has now."""
    return sql.only_row(history(spark, table, 1))["version"]


def history(spark: SparkSession, table: str, row_limit: int = _ALL_VERSIONS) -> DataFrame:
    """The rows of DESCRIBE HISTORY, the latest version first."""
    name = "maintenance/table_history.sql"
    return sql.run(spark, name, table_name=table, row_limit=row_limit)


def at_version(spark: SparkSession, table: str, version: int) -> DataFrame:
    """The rows of a version of a table, which later writes do not change."""
    return spark.read.option("versionAsOf", version).table(table)


def meant(table: str, known: Sequence[Version], *, version: str, timestamp: str) -> Version:
    """The version of that number, or the one that stood at that time (ISO 8601; UTC if unsaid)."""
    if bool(version) == bool(timestamp):
        both = "both" if version else "neither"
        raise VersionError(f"`version`, `timestamp`: exactly one is needed, got {both}")
    first, last = known[-1], known[0]
    if version:
        found = next((one for one in known if str(one.number) == version), None)
        if found is None:
            raise VersionError(
                f"`version` of {table}: not between {first.number} and {last.number}, got {version}"
            )
        return found
    at = _time(timestamp)
    if at > datetime.now(UTC):
        raise VersionError(f"`timestamp`: not in the past, got {timestamp}")
    standing = next((one for one in known if one.at <= at), None)
    if standing is None:
        raise VersionError(
            f"`timestamp`: before the first known version of {table}, {first.number} "
            f"of {first.at.isoformat()}, got {timestamp}"
        )
    return standing


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise VersionError(f"`timestamp`: not an ISO 8601 time, got {text}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _at(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)
