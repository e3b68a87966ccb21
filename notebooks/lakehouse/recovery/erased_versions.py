"""Versions of tables that an erasure has made void: a restore brings nothing of them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import Row, SparkSession

from lakehouse.erasure.record import RETENTION
from lakehouse.erasure.tables import LEDGER
from lakehouse.recovery.restore_plan import Plan
from lakehouse.runtime import sql
from lakehouse.runtime.versions import Version, VersionError


def require_after_erasures(spark: SparkSession, table: str, to: Version) -> None:
    """Raises where a table would be restored to a version with the data of an erased person."""
    if table == LEDGER:
        raise VersionError(
            f"table: {LEDGER} records what was erased and is not restored, got {LEDGER}. "
            "Leave it out"
        )
    for erasure in _erasures(spark):
        if erasure["kind"] != RETENTION:
            _require_after(table, to, erasure)


def erased_text_before(spark: SparkSession, plans: Iterable[Plan]) -> datetime | None:
    """The time before which calls have no text, if a version is older than a retention."""
    oldest = min((plan.to.at.timestamp() for plan in plans), default=None)
    if oldest is None:
        return None
    times = [
        row["text_before"]
        for row in _erasures(spark)
        if row["kind"] == RETENTION and row["text_before"]
        if row["is_open"] or row["completed"] >= oldest
    ]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _require_after(table: str, to: Version, erasure: Any) -> None:
    if erasure["is_open"]:
        raise VersionError(
            f"erasure: {erasure['erasure_id']} is not complete, got a restore of {table}. "
            "Repeat `lakehouse forget` until it succeeds, then restore"
        )
    if to.at.timestamp() > erasure["completed"]:
        return
    # the erasures of earlier releases recorded no versions
    searched: list[Row] = erasure["searched"] or []
    clean = {each["table_name"]: each["version"] for each in searched}
    if to.number < clean.get(table, to.number + 1 if not clean else 0):
        when = datetime.fromtimestamp(erasure["completed"], UTC).isoformat(timespec="seconds")
        raise VersionError(
            f"version: a version of {table} has to be of after the erasure of a person of {when} "
            f"({erasure['erasure_id']}), got {to.number} of {to.at.isoformat(timespec='seconds')}. "
            f"Restore a later version{f', from {clean[table]} on' if table in clean else ''}"
        )


def _erasures(spark: SparkSession) -> list[Any]:
    return sql.run(spark, "maintenance/erasures.sql").collect()
