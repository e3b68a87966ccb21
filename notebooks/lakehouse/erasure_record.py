"""ops.erasures: that something was taken out, when and how much, without whom it was about."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from pyspark.sql import SparkSession

from lakehouse import sql
from lakehouse.conflicts import retried

RETENTION, FORGET = "retention", "forget"


@dataclass
class ErasureRecord:
    """A row of ops.erasures."""

    erasure_id: str
    kind: str
    subject_sha256: str | None = None
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    completed_at: datetime | None = None
    tables: dict[str, int] = field(default_factory=dict)
    files_removed: int = 0
    old_versions_until: datetime | None = None

    def write(self, spark: SparkSession) -> None:
        """Writes the row, or what has become of it."""
        told = asdict(self) | {
            "tables": [{"table_name": name, "rows": rows} for name, rows in self.tables.items()]
        }
        record = json.dumps({k: v for k, v in told.items() if v is not None}, default=_iso)
        retried(lambda: sql.run(spark, "maintenance/merge_erasure.sql", record=record))


def of_person(spark: SparkSession, participant: str) -> ErasureRecord:
    """The erasure of somebody: that of an earlier run goes on under its own id."""
    subject = hashlib.sha256(participant.lower().encode()).hexdigest()
    known = sql.run(spark, "maintenance/known_erasure.sql", subject_sha256=subject).first()
    erasure_id = known["erasure_id"] if known else f"forgotten-{uuid.uuid4().hex[:12]}"
    return ErasureRecord(erasure_id, FORGET, subject)


def of_age() -> ErasureRecord:
    """The erasure of text past its age."""
    return ErasureRecord(f"retention-{uuid.uuid4().hex[:12]}", RETENTION)


def _iso(value: datetime) -> str:
    return value.isoformat()
