"""Maintenance plan of a table by its health: each action, whether it is due, and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lakehouse.maintenance.table_health import LIQUID, ZORDER, Clustering, Health

LAYOUT, CLUSTER, OPTIMIZE, ANALYZE, VACUUM = "layout", "cluster", "optimize", "analyze", "vacuum"

_ONCE_LIQUID = "Delta Lake refuses ZORDER BY for good where a table was liquid"


@dataclass(frozen=True)
class Policy:
    """Limits of maintenance; environments/settings/maintenance.ts documents them."""

    layout: str
    """Clustering of tables with layout columns: zorder or liquid."""
    target_file_bytes: int
    small_file_share: float
    """Files are compacted where so many of them are small,"""
    small_file_count: int
    """and where so many are."""
    cluster_every_days: int
    vacuum_every_days: int
    statistics: bool
    predictive_optimization: bool
    """Databricks maintains the tables by itself, but for their layout."""


@dataclass(frozen=True)
class Step:
    """An action, and whether the table needs it."""

    action: str
    is_needed: bool
    reason: str
    is_problem: bool = False
    """True if the action is due and cannot be done safely."""


def plan(health: Health, layout_columns: tuple[str, ...], policy: Policy) -> list[Step]:
    """Every action in the order in which they are done."""
    layout = _layout(health, layout_columns, policy)
    if policy.predictive_optimization:
        left = (OPTIMIZE, CLUSTER, ANALYZE, VACUUM)
        return [layout, *(Step(a, False, "predictive optimization does it") for a in left)]
    cluster = _cluster(health, layout_columns, policy)
    return [
        layout,
        cluster,
        _optimize(health, policy, cluster.is_needed),
        _analyze(health, policy),
        _vacuum(health, policy),
    ]


def wanted_order(health: Health, layout_columns: tuple[str, ...], policy: Policy) -> Clustering:
    """The wanted clustering of a table with layout columns."""
    if policy.layout == LIQUID:
        return LIQUID, layout_columns
    # a table with the clustering feature cannot be ordered by ZORDER BY again
    return (LIQUID, health.liquid_columns) if health.liquid_columns else (ZORDER, layout_columns)


def _layout(health: Health, layout_columns: tuple[str, ...], policy: Policy) -> Step:
    is_liquid = bool(health.liquid_columns)
    if not layout_columns or (policy.layout != LIQUID and not is_liquid):
        return Step(LAYOUT, False, "is as declared")
    if policy.layout != LIQUID:
        return Step(LAYOUT, False, f"stays liquid: {_ONCE_LIQUID}")
    if layout_columns == health.liquid_columns:
        return Step(LAYOUT, False, "is as declared")
    was = f"by {', '.join(health.liquid_columns)}" if is_liquid else "not liquid"
    return Step(LAYOUT, True, f"was {was}")


def _cluster(health: Health, layout_columns: tuple[str, ...], policy: Policy) -> Step:
    def step(is_needed: bool, reason: str) -> Step:
        return Step(CLUSTER, is_needed, reason)

    if not layout_columns:
        return step(False, "has no layout columns")
    if health.has_clustering and policy.layout != LIQUID and not health.liquid_columns:
        return step(False, f"has no cluster keys any more: {_ONCE_LIQUID}")
    wanted = wanted_order(health, layout_columns, policy)
    if health.file_count <= (1 if wanted[0] == ZORDER else 0):
        return step(False, f"rows of {health.file_count} files have no order")
    if health.last_clustered_at is None:
        return step(True, "was never clustered, as far as the log goes")
    if health.ordered_by != wanted:
        kind, columns = health.ordered_by
        return step(True, f"is ordered by {kind}, {', '.join(columns)}")
    if (health.last_written_version or 0) < (health.last_clustered_version or 0):
        return step(False, "nothing was written since it was clustered")
    return step(*_due(health.last_clustered_at, health, policy.cluster_every_days, "clustered"))


def _optimize(health: Health, policy: Policy, is_clustered: bool) -> Step:
    if is_clustered:
        return Step(OPTIMIZE, False, "clustering compacts, too")
    is_needed = (
        health.small_file_count >= policy.small_file_count
        and health.small_file_share >= policy.small_file_share
    )
    return Step(
        OPTIMIZE,
        is_needed,
        f"{health.small_file_count} of {health.file_count} files are small; it is worth it from "
        f"{policy.small_file_count} and {policy.small_file_share:.0%} on",
    )


def _analyze(health: Health, policy: Policy) -> Step:
    if not policy.statistics:
        return Step(ANALYZE, False, "tableStatistics is off")
    if health.last_written_at is None:
        return Step(ANALYZE, False, "nothing was written")
    if health.last_analyzed_at is None:
        return Step(ANALYZE, True, "has no statistics yet")
    if health.last_written_at <= health.last_analyzed_at:
        return Step(ANALYZE, False, "nothing was written since the last statistics")
    return Step(ANALYZE, True, "rows were written since the last statistics")


def _vacuum(health: Health, policy: Policy) -> Step:
    kept = health.file_retention
    if kept < health.log_retention:
        return Step(
            VACUUM,
            False,
            f"delta.deletedFileRetentionDuration: shorter than delta.logRetentionDuration "
            f"({_span(health.log_retention)}), got {_span(kept)}",
            is_problem=True,
        )
    if health.oldest_version == 0 and health.checked_at - health.oldest_at < kept:
        return Step(VACUUM, False, f"no version is older than {_span(kept)}")
    if health.last_vacuumed_at is None:
        return Step(VACUUM, True, "was never vacuumed, as far as the log goes")
    return Step(
        VACUUM, *_due(health.last_vacuumed_at, health, policy.vacuum_every_days, "vacuumed")
    )


def _due(last: datetime, health: Health, every_days: int, done: str) -> tuple[bool, str]:
    """True if `last` is so many days ago. Half a day is left for the start of the job."""
    ago = health.checked_at - last
    is_due = ago >= timedelta(days=every_days) - timedelta(hours=12)
    return is_due, f"was {done} {_span(ago)} ago, which is to be every {every_days} days"


def _span(time: timedelta) -> str:
    days = time / timedelta(days=1)
    return f"{days:.0f} days" if days >= 2 else f"{time.total_seconds():.0f} s"
