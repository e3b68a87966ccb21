"""File layout of a table, its maintenance history from the log, and ops.table_health."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pyspark.sql import Row, SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.versions import history

ZORDER, LIQUID = "zorder", "liquid"

Clustering = tuple[str | None, tuple[str, ...]]
"""ZORDER or LIQUID, and the columns of it."""

UNORDERED: Clustering = (None, ())

LOG_RETENTION = ("delta.logRetentionDuration", "interval 30 days")
FILE_RETENTION = ("delta.deletedFileRetentionDuration", "interval 1 week")
"""Properties that say how long a table keeps its log and removed files, with Delta's defaults."""


@dataclass(frozen=True)
class Health:
    """Measured state of a table."""

    table: str
    checked_at: datetime
    version: int
    oldest_version: int
    oldest_at: datetime
    """When the oldest version was made that the log has."""
    versions_kept: int
    file_count: int
    size_bytes: int
    small_file_count: int
    liquid_columns: tuple[str, ...]
    """Its cluster keys."""
    has_clustering: bool
    """True if it has the table feature of cluster keys, which excludes ZORDER BY."""
    ordered_by: Clustering
    """The order of its last clustering."""
    log_retention: timedelta
    file_retention: timedelta
    """Time that VACUUM retains the files of deleted rows."""
    last_written_version: int | None = None
    last_written_at: datetime | None = None
    last_optimized_at: datetime | None = None
    last_clustered_version: int | None = None
    last_clustered_at: datetime | None = None
    last_analyzed_at: datetime | None = None
    last_vacuumed_at: datetime | None = None

    @property
    def small_file_share(self) -> float:
        """The share of its files that are small."""
        return self.small_file_count / self.file_count if self.file_count else 0.0

    @property
    def clustering(self) -> Clustering:
        """The kind of clustering, and its columns."""
        if self.liquid_columns:
            return LIQUID, self.liquid_columns
        return self.ordered_by if self.ordered_by[0] == ZORDER else UNORDERED


@dataclass(frozen=True)
class Action:
    """Outcome of a maintenance action on a table."""

    action: str
    outcome: str
    reason: str
    attempts: int = 0
    duration_seconds: float | None = None


def measure(spark: SparkSession, table: str, *, target_file_bytes: int) -> Health:
    """Measures a table. A file is small if it is smaller than half of the target size.

    No column is read: the log has the sizes of files.
    """
    detail = describe(spark, table)
    files = {"file_count": detail["numFiles"], "size_bytes": detail["sizeInBytes"]}
    properties = detail["properties"]
    log = sql.only_row(
        sql.run(
            spark,
            "maintenance/measure_history.sql",
            {"table_history": history(spark, table)},
            log_retention=properties.get(*LOG_RETENTION),
            file_retention=properties.get(*FILE_RETENTION),
        )
    )
    recorded = sql.only_row(sql.run(spark, "maintenance/recorded_upkeep.sql", table_name=table))
    return Health(
        table=table,
        checked_at=datetime.now(UTC),
        small_file_count=_small_files(spark, table, target_file_bytes // 2, **files),
        liquid_columns=tuple(detail["clusteringColumns"]),
        has_clustering="clustering" in detail["tableFeatures"],
        ordered_by=_ordered_by(log),
        log_retention=timedelta(seconds=log["log_retention_seconds"]),
        file_retention=timedelta(seconds=log["file_retention_seconds"]),
        last_analyzed_at=_utc(recorded["last_analyzed_at"]),
        last_vacuumed_at=_latest(log["last_vacuumed_at"], recorded["last_vacuumed_at"]),
        oldest_at=log["oldest_at"].astimezone(UTC),
        last_written_at=_utc(log["last_written_at"]),
        last_optimized_at=_utc(log["last_optimized_at"]),
        last_clustered_at=_utc(log["last_clustered_at"]),
        **files,
        **{
            name: log[name]
            for name in (
                "version",
                "oldest_version",
                "versions_kept",
                "last_written_version",
                "last_clustered_version",
            )
        },
    )


def describe(spark: SparkSession, table: str) -> Row:
    """The one row of DESCRIBE DETAIL."""
    return sql.only_row(sql.run(spark, "maintenance/describe_detail.sql", table_name=table))


def record(
    spark: SparkSession,
    health: Health,
    actions: Iterable[Action],
    *,
    job_run_id: str | None,
    after: Row | None,
) -> None:
    """Adds to ops.table_health how a table was found, and what was done about it.

    `after` describes it once something was done.
    """
    clustering, columns = health.clustering
    row: dict[str, Any] = {
        **asdict(health),
        "job_run_id": job_run_id,
        "table_name": health.table,
        "small_file_share": health.small_file_share,
        "clustering": clustering,
        "clustering_columns": columns,
        "actions": [asdict(action) for action in actions],
        "file_count_after": after and after["numFiles"],
        "size_bytes_after": after and after["sizeInBytes"],
    }
    records = json.dumps([row], default=_as_text)
    sql.run(spark, "maintenance/insert_table_health.sql", records=records)


def _small_files(
    spark: SparkSession, table: str, small_file_bytes: int, *, file_count: int, size_bytes: int
) -> int:
    if file_count <= 1:
        return int(file_count == 1 and size_bytes < small_file_bytes)
    rows = spark.table(table)
    # a column of bronze has the name of the file's metadata, too
    metadata = rows.metadataColumn("_metadata")
    files = rows.select(metadata["file_path"], metadata["file_size"].alias("file_size")).distinct()
    counted = sql.run(
        spark,
        "maintenance/count_small_files.sql",
        {"table_files": files},
        small_file_bytes=small_file_bytes,
    )
    return sql.only_row(counted)["small_file_count"]


def _ordered_by(log: Row) -> Clustering:
    for kind, columns in ((ZORDER, log["last_z_order"]), (LIQUID, log["last_cluster_by"])):
        if json.loads(columns or "[]"):
            return kind, tuple(json.loads(columns))
    return UNORDERED


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in map(_utc, times) if time), default=None)


def _utc(time: datetime | None) -> datetime | None:
    """A time as Spark hands it out, in the zone of the process, as one that knows its zone."""
    return time and time.astimezone(UTC)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
