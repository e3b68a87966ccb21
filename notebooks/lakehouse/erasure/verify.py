"""The check of an erasure, during it and at any later time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from lakehouse.erasure import record as erasure_record
from lakehouse.erasure.check import Left, left_in_files, left_in_tables
from lakehouse.erasure.identity.verification import Fingerprints
from lakehouse.erasure.purge import old_versions_until
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.tables import existing_tables
from lakehouse.runtime import sql
from lakehouse.runtime.streams import use_catalog

Say = Callable[[str], None]


class VerificationError(ValueError):
    """An erasure cannot be verified."""


class NotForgotten(Exception):
    """Data of the person is left."""


def verify(scope: Scope, erasure_id: str, *, say: Say = print) -> dict[str, Any]:
    """Checks again that nothing is left of who was erased, by the hashes in ops.erasures.

    The person need not be named. Once VACUUM may have removed old versions, it must have. Raises
    `NotForgotten` where something is left, and `NotPurged` where files of old versions are.
    """
    use_catalog(scope.spark, scope.catalog)
    row = sql.run(scope.spark, "maintenance/erasure_by_id.sql", erasure_id=erasure_id).first()
    key = scope.erasures.key(create=False)
    if row is None or not row["known_as"] or not key:
        raise VerificationError(
            "erasure_id: ops.erasures has no erasure of a person that can be verified, got "
            f"{erasure_id}. Query ops.erasures for its id"
        )
    known = [(one["kind"], one["fingerprint"]) for one in row["known_as"]]
    fingerprints = erasure_record.read_fingerprints(known, key)
    require_forgotten(left_now(scope, fingerprints, say))
    until = None
    # without a date all files of old versions were removed, before the erasure was complete
    if row["completed"] is not None and row["until"] is not None:
        say("verifying that old versions are removed")
        existing = {*existing_tables(scope.spark)}
        tables = [one["table_name"] for one in row["searched"] if one["table_name"] in existing]
        completed = datetime.fromtimestamp(row["completed"], UTC)
        until = old_versions_until(scope.spark, tables, completed)
    return {
        "erasure_id": erasure_id,
        "verified_at": datetime.now(UTC).isoformat(),
        "is_complete": row["completed"] is not None,
        "old_versions_until": until.isoformat() if until else None,
    }


def left_now(scope: Scope, fingerprints: Fingerprints, say: Say) -> list[Left]:
    """What is left in tables and landed files."""
    say("verifying tables and landed files")
    left = left_in_tables(scope.spark, scope.contracts, fingerprints)
    return left + left_in_files(scope, fingerprints)


def require_forgotten(left: Iterable[Left]) -> None:
    """Raises `NotForgotten` where something is left."""
    told = "; ".join(map(str, left))
    if told:
        raise NotForgotten(
            f"erasure: data of the person is left, got {told}. Remove it there, then run it again"
        )
