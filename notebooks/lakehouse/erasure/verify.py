"""The check of an erasure, during it and at any later time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from lakehouse.erasure import record as erasure_record
from lakehouse.erasure.check import Left, left_in_files, left_in_old_versions, left_in_tables
from lakehouse.erasure.identity.verification import Fingerprints
from lakehouse.erasure.scope import Scope
from lakehouse.runtime import sql
from lakehouse.runtime.streams import use_catalog

Say = Callable[[str], None]


class VerificationError(ValueError):
    """An erasure cannot be verified."""


class NotForgotten(Exception):
    """Data of the person is left."""


def verify(scope: Scope, erasure_id: str, *, say: Say = print) -> dict[str, Any]:
    """Checks again that nothing is left of who was erased, by the hashes in ops.erasures.

    The person need not be named. Old versions are checked once VACUUM may have removed them.
    Raises `NotForgotten` where something is left.
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
    left = left_now(scope, fingerprints, say)
    until, completed = row["until"], row["completed"]
    are_due = completed is not None and (until is None or until <= datetime.now(UTC).timestamp())
    if are_due:
        say("verifying old versions")
        tables = [each["table_name"] for each in row["tables"]]
        before = datetime.fromtimestamp(completed, UTC)
        left += left_in_old_versions(scope.spark, scope.contracts, fingerprints, tables, before)
    require_forgotten(left)
    kept = None if are_due or until is None else datetime.fromtimestamp(until, UTC).isoformat()
    return {
        "erasure_id": erasure_id,
        "verified_at": datetime.now(UTC).isoformat(),
        "is_complete": completed is not None,
        "old_versions_until": kept,
    }


def left_now(scope: Scope, fingerprints: Fingerprints, say: Say) -> list[Left]:
    """What is left in tables and landed files."""
    say("verifying tables and landed files")
    left = left_in_tables(scope.spark, scope.contracts, fingerprints)
    return left + left_in_files(scope.spark, scope.contracts, fingerprints, scope.landing)


def require_forgotten(left: Iterable[Left]) -> None:
    """Raises `NotForgotten` where something is left."""
    told = "; ".join(map(str, left))
    if told:
        raise NotForgotten(
            f"erasure: data of the person is left, got {told}. Remove it there, then run it again"
        )
