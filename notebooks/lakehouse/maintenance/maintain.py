"""Compaction, clustering, statistics and removal of old files, where a table's health asks for it.

It runs beside the writers of the tables: of an action and a MERGE that rewrite the same files, the
one that commits later is done again. An action that lost each time is left to the next run.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pyspark.sql import SparkSession

from lakehouse.maintenance import table_health
from lakehouse.maintenance.plan import CLUSTER, LAYOUT, Policy, Step, plan, wanted_order
from lakehouse.maintenance.table_health import ZORDER, Action, Health
from lakehouse.runtime import job_locks, sql
from lakehouse.runtime.conflicts import is_conflict, retried
from lakehouse.runtime.contracts import Contracts, Table
from lakehouse.runtime.errors import error_class
from lakehouse.runtime.session_settings import set_if_available
from lakehouse.runtime.streams import use_catalog

DONE, SKIPPED, POSTPONED, FAILED = "done", "skipped", "postponed", "failed"

_MAX_FILE_SIZE = "spark.databricks.delta.optimize.maxFileSize"
_MIN_FILE_SIZE = "spark.databricks.delta.optimize.minFileSize"
"""The size that OPTIMIZE makes files of, and the one from which on it leaves them as they are. The
table property delta.targetFileSize would say the same, but open-source Delta Lake refuses it.
Serverless compute has neither setting, and chooses the size itself."""

Say = Callable[[str], None]


class NotMaintained(Exception):
    """Tables could not be maintained; the others were."""


def maintain(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    policy: Policy,
    tables: Sequence[str] = (),
    job_run_id: str = "",
    say: Say = print,
) -> dict[str, dict[str, str]]:
    """Does what the health of tables asks for, of all or of those named; outcomes by table.

    Each table's row of ops.table_health is written once it is done with. A table that fails keeps
    none of the others waiting; raises `NotMaintained` at the end.
    """
    use_catalog(spark, catalog)
    chosen = [contracts.table(name) for name in tables or contracts.tables]
    # the platform maintains the tables of a pipeline; no other principal may
    chosen = [table for table in chosen if not table.is_pipelines]
    set_if_available(spark, _MAX_FILE_SIZE, policy.target_file_bytes)
    set_if_available(spark, _MIN_FILE_SIZE, policy.target_file_bytes // 2)
    outcomes: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    with job_locks.held(spark, job_locks.MAINTENANCE, job_run_id or str(uuid.uuid4())):
        for table in chosen:
            try:
                actions = _maintain_table(spark, table, policy, job_run_id or None)
            except Exception as error:
                problems.append(f"{table.name}: {error_class(error)}")
                say(problems[-1])
                continue
            outcomes[table.name] = {action.action: action.outcome for action in actions}
            for action in actions:
                say(f"{table.name}: {action.action} {action.outcome}: {action.reason}")
                if action.outcome == FAILED:
                    problems.append(f"{table.name}: {action.action}: {action.reason}")
    if problems:
        raise NotMaintained(f"maintenance: not all actions succeeded, got {'; '.join(problems)}")
    return outcomes


def _maintain_table(
    spark: SparkSession, table: Table, policy: Policy, job_run_id: str | None
) -> list[Action]:
    health = table_health.measure(spark, table.name, target_file_bytes=policy.target_file_bytes)
    actions = list(_done(spark, table, health, policy))
    is_changed = any(action.attempts for action in actions)
    after = table_health.describe(spark, table.name) if is_changed else None
    table_health.record(spark, health, actions, job_run_id=job_run_id, after=after)
    return actions


def _done(spark: SparkSession, table: Table, health: Health, policy: Policy) -> Iterator[Action]:
    is_moving = False
    for step in plan(health, table.layout_columns, policy):
        if not step.is_needed:
            yield Action(step.action, FAILED if step.is_problem else SKIPPED, step.reason)
        elif step.action == CLUSTER and is_moving:
            yield Action(CLUSTER, SKIPPED, "the layout has to change first")
        else:
            file, parameters = _statement(table, health, policy, step.action)
            action = _act(spark, step, file, {"table_name": table.name, **parameters})
            is_moving = step.action == LAYOUT and action.outcome != DONE
            yield action


def _statement(
    table: Table, health: Health, policy: Policy, action: str
) -> tuple[str, dict[str, Any]]:
    """The SQL file of an action, and its parameters beside the table's name."""
    columns = ", ".join(table.layout_columns)
    if action == LAYOUT:
        return "cluster_by", {"columns": columns}
    if action != CLUSTER:
        return action, {}
    wanted = wanted_order(health, table.layout_columns, policy)
    if wanted[0] == ZORDER:
        return "optimize_zorder", {"columns": columns}
    # OPTIMIZE clusters files with another clustering only with FULL
    return ("optimize" if health.ordered_by == wanted else "optimize_full"), {}


def _act(spark: SparkSession, step: Step, file: str, parameters: dict[str, Any]) -> Action:
    conflicts = 0

    def lost() -> None:
        nonlocal conflicts
        conflicts += 1

    def outcome_of(outcome: str, reason: str) -> Action:
        seconds = round(time.monotonic() - began, 3)
        return Action(step.action, outcome, reason, conflicts + 1, seconds)

    began = time.monotonic()
    try:
        retried(lambda: sql.run(spark, f"maintenance/{file}.sql", **parameters).collect(), lost)
    except Exception as error:
        if is_conflict(error):
            return outcome_of(POSTPONED, f"{step.reason}; other writers were in the way each time")
        return outcome_of(FAILED, error_class(error))
    return outcome_of(DONE, step.reason)
