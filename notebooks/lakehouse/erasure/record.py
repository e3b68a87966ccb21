"""ops.erasures: what was erased, when and by whom, without the person's data."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from pyspark.sql import SparkSession

from lakehouse.erasure.identity.ids import is_distinctive
from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.identity.verification import (
    ADDRESS,
    ID,
    NAME,
    TOKEN,
    Fingerprints,
    fingerprint,
)
from lakehouse.runtime import sql
from lakehouse.runtime.conflicts import retried

RETENTION, FORGET = "retention", "forget"


@dataclass
class ErasureRecord:
    """A row of ops.erasures."""

    erasure_id: str
    kind: str
    subject_sha256: str | None = None
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    completed_at: datetime | None = None
    tables: dict[str, int] = field(default_factory=dict[str, int])
    files_removed: int = 0
    old_versions_until: datetime | None = None
    known_as: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    searched: list[dict[str, str | int]] = field(default_factory=list[dict[str, str | int]])
    files_searched: int | None = None
    files_rewritten: int | None = None
    verified_at: datetime | None = None
    executed_by: str | None = None
    job_run_id: str | None = None
    text_before: datetime | None = None

    def write(self, spark: SparkSession) -> None:
        """Writes the row, or what has become of it."""
        told = asdict(self) | {
            "tables": [{"table_name": name, "rows": rows} for name, rows in self.tables.items()]
        }
        record = json.dumps({k: v for k, v in told.items() if v is not None}, default=_iso)
        retried(lambda: sql.run(spark, "maintenance/merge_erasure.sql", record=record))


def of_person(spark: SparkSession, erasure_id: str, job_run_id: str) -> ErasureRecord:
    """The erasure of a person, by whom it is executed."""
    return ErasureRecord(
        erasure_id,
        FORGET,
        executed_by=sql.only_row(spark.sql("select current_user()"))[0],
        job_run_id=job_run_id or None,
    )


def of_age(text_before: datetime, erasure_id: str | None = None) -> ErasureRecord:
    """The erasure of text past its age: a new one, or one that was cut short."""
    known_as = erasure_id or f"retention-{uuid.uuid4().hex[:12]}"
    return ErasureRecord(known_as, RETENTION, text_before=text_before)


def open_retention(spark: SparkSession) -> str | None:
    """The erasure of text that is not complete, if any."""
    rows = sql.run(spark, "maintenance/erasures.sql").collect()
    found = (row["erasure_id"] for row in rows if row["kind"] == RETENTION and row["is_open"])
    return next(found, None)


def new_erasure_id() -> str:
    """The id of an erasure; it says nothing of whom it is about."""
    return f"erasure-{uuid.uuid4().hex[:12]}"


def fingerprints_of(person: Person, key: str) -> Fingerprints:
    """Keyed hashes of the ids, addresses and names of a person."""
    values = [(ADDRESS, one) for one in person.addresses]
    values += [(ID, one) for one in person.ids]
    values += [(TOKEN, one) for one in person.ids if is_distinctive(one)]
    values += [(f"{NAME}{len(name)}", " ".join(name)) for name in person.identifying_names]
    return Fingerprints(
        key, frozenset((kind, fingerprint(key, kind, value)) for kind, value in values)
    )


def recorded(fingerprints: Fingerprints) -> list[dict[str, str]]:
    """Fingerprints as ops.erasures has them."""
    return [{"kind": kind, "fingerprint": one} for kind, one in sorted(fingerprints.known)]


def read_fingerprints(rows: Iterable[tuple[str, str]], key: str) -> Fingerprints:
    """Fingerprints that ops.erasures has."""
    return Fingerprints(key, frozenset((row[0], row[1]) for row in rows))


def _iso(value: datetime) -> str:
    return value.isoformat()
