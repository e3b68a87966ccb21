"""Plan of a restore: the current table compared with the version to restore."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.recovery import comparison
from lakehouse.recovery.comparison import DIFFERENT, EXTRA, MISSING
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Table
from lakehouse.runtime.versions import (
    Version,
    VersionError,
    at_version,
    is_file_gone,
    meant,
    versions,
)

FOLLOWERS = {
    "silver.conversation_signals": ("gold.rep_monthly_scores",),
    "silver.reps": ("gold.rep_monthly_scores",),
}
"""The tables that are computed from the changes of a table."""


@dataclass
class Change:
    """Changes of a restore to one table, for the report."""

    table: str
    version: int
    """The version that stood before: restoring it undoes the restore."""
    to_version: int
    to_time: str
    """When that version was committed, in UTC."""
    rows: int
    """Rows of the table as it stood."""
    goes: int = 0
    """Rows that were not there then."""
    returns: int = 0
    """Rows that are there no more."""
    changes: int = 0
    """Rows that had other values then."""
    sample: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Keys of such rows, each with its kind: extra, missing or different from then."""
    followers: list[str] = field(default_factory=list[str])
    """Tables that are computed from what changes."""
    constraints_refused: dict[str, str] = field(default_factory=dict[str, str])
    """CHECK constraints, by name, that the rows of then break, and so stand no more."""

    @property
    def is_none(self) -> bool:
        """True if the table equals the version to restore."""
        return self.goes + self.returns + self.changes == 0


@dataclass(frozen=True)
class Plan:
    """A table, the version it is to have again, and the rows in which the two differ."""

    table: Table
    now: DataFrame
    """The rows of the current version, pinned: later writes do not change them."""
    then: DataFrame
    differences: DataFrame
    to: Version
    change: Change


def plan(
    spark: SparkSession, table: Table, kept: ExitStack, *, version: str, timestamp: str
) -> Plan:
    """Compares a table with what it was at a version, or at a time, by its key.

    The differences are cached until `kept` is closed.
    """
    known = versions(spark, table.name)
    to = meant(table.name, known, version=version, timestamp=timestamp)
    now, then = (at_version(spark, table.name, one.number) for one in (known[0], to))
    _require_same_columns(table, now, then, to)
    found = comparison.differences(
        now, then, key=table.key, columns=now.columns, compared=now.columns
    )
    found = kept.enter_context(cached(found))
    try:
        counts = comparison.counted(found)
        sample = comparison.sample(found, table.key) if counts and table.key else []
        rows = now.count()
    except Exception as error:
        if not is_file_gone(error):
            raise
        raise VersionError(
            f"`version` of {table.name}: VACUUM has removed files of it, "
            f"got {to.number} of {to.at.isoformat()}. Choose a later version"
        ) from None
    change = Change(
        table=table.name,
        version=known[0].number,
        to_version=to.number,
        to_time=to.at.isoformat(timespec="milliseconds"),
        rows=rows,
        goes=counts.get(EXTRA, 0),
        returns=counts.get(MISSING, 0),
        changes=counts.get(DIFFERENT, 0),
        sample=sample,
    )
    if not change.is_none:
        change.followers = list(FOLLOWERS.get(table.name, ()))
    return Plan(table, now, then, found, to, change)


def _require_same_columns(table: Table, now: DataFrame, then: DataFrame, to: Version) -> None:
    """A stream of changes does not read past columns that come and go, and neither can Terraform.

    Raises where the table had others then.
    """
    of_now, of_then = ({f.name: f.dataType for f in frame.schema} for frame in (now, then))
    others = sorted(
        name for name in of_now.keys() | of_then.keys() if of_now.get(name) != of_then.get(name)
    )
    if others:
        raise VersionError(
            f"{table.name}: version {to.number} has other columns than the table, "
            f"got {', '.join(others)}"
        )
