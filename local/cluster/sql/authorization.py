"""Before a statement runs: what it asks is worked out here, the API decides whether it may."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from cluster.access import statement_access
from cluster.access.plan_tables import engine_check
from cluster.access.refused import SQL_STATES
from cluster.catalog.catalog_objects import CatalogObjects
from cluster.errors import ClusterError
from cluster.protocol import Channel
from cluster.sql.catalog_names import names_of
from cluster.sql.platform_sql import for_spark

Caller = dict[str, Any]
"""For whom and as part of what a statement runs: `principal`; `statement_id` or `task_run_id`."""


@dataclass(frozen=True)
class Permit:
    """The API's leave to run a statement."""

    lists: str | None = None
    """The type of the objects that the statement lists."""
    visible: list[str] | None = None
    """The names of those that the caller may see; none where it may see all."""
    result: dict[str, Any] | None = None
    """The result, of a statement that the API has carried out itself."""

    def shown(self, rows: DataFrame) -> DataFrame:
        """The rows of a list that the caller may see."""
        if self.lists is None or self.visible is None:
            return rows
        column = next(name for name in rows.columns if name in _NAMES[self.lists])
        # a function stands there with its whole name; one without dots is the engine's own
        own = f.lower(f.element_at(f.split(f.col(column), r"\."), -1))
        is_shown = own.isin(self.visible)
        if self.lists == "function":
            is_shown = is_shown | ~f.contains(f.col(column), f.lit("."))
        return rows.filter(is_shown)


_NAMES = {
    "catalog": ("catalog",),
    "schema": ("databaseName",),
    "table": ("tableName", "viewName"),
    "function": ("function",),
}


@dataclass
class _Question:
    answered: threading.Event = field(default_factory=threading.Event)
    answer: dict[str, Any] = field(default_factory=dict)


class Authorization:
    """Asks the API about every statement, and waits for its answer."""

    def __init__(self, spark: SparkSession, channel: Channel) -> None:
        self._channel = channel
        self._objects = CatalogObjects(spark)
        self._check = engine_check(spark)
        self._ids = itertools.count(1)
        self._questions: dict[int, _Question] = {}

    def decide(self, params: dict[str, Any]) -> dict[str, Any]:
        """The API's answer to an event `authorize`."""
        question = self._questions.get(params["decision_id"])
        if question is None:
            raise ClusterError(
                "BAD_REQUEST", f"nothing was asked with the id {params['decision_id']}"
            )
        question.answer = params
        question.answered.set()
        return {}

    @contextmanager
    def asked(
        self,
        session: SparkSession,
        statement: str,
        parameters: list[dict[str, Any]],
        caller: Caller,
    ) -> Iterator[Permit]:
        """Permission to run a statement in the block. Its end is reported; a refusal raises."""
        started = time.perf_counter()
        access = self._access(session, statement, parameters)
        decision_id = next(self._ids)
        event = {"decision_id": decision_id, "statement": statement, "access": access, **caller}
        permit = self._ask(decision_id, event)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        succeeded = False
        try:
            yield permit
            succeeded = True
        finally:
            self._channel.send(
                {
                    "event": "statement_ended",
                    "decision_id": decision_id,
                    "succeeded": succeeded,
                    "milliseconds": milliseconds,
                }
            )

    def _access(
        self, session: SparkSession, statement: str, parameters: list[dict[str, Any]]
    ) -> dict[str, Any]:
        names = names_of(session)
        manager = session._jsparkSession.sessionState().catalogManager()
        current = {
            "catalog": manager.currentCatalog().name(),
            "schema": manager.currentNamespace()[0],
        }
        access = statement_access(
            {
                "statement": statement,
                "parameters": parameters,
                "catalog_names": names.all,
                "separate_catalogs": sorted(names.separate),
                **current,
            },
            engine_check=self._check,
        )
        if "error" in access:
            raise _refusal(session, statement, access["error"])
        return {**access, **self._objects.facts(access)}

    def _ask(self, decision_id: int, event: dict[str, Any]) -> Permit:
        question = self._questions[decision_id] = _Question()
        try:
            self._channel.send({"event": "authorize", **event})
            # the API ends this process when it ends itself
            question.answered.wait()
        finally:
            del self._questions[decision_id]
        if error := question.answer.get("error"):
            raise ClusterError(error["error_code"], error["message"], error.get("sql_state"))
        lists = event["access"]["lists"]
        return Permit(
            lists=lists and lists["securable_type"],
            visible=question.answer.get("visible"),
            result=question.answer.get("result"),
        )


def _refusal(session: SparkSession, statement: str, error: dict[str, str]) -> Exception:
    """Why a statement is refused: the engine's own words where it cannot read it either."""
    if error["error_code"] == "PARSE_SYNTAX_ERROR":
        try:
            session._jsparkSession.sessionState().sqlParser().parsePlan(
                for_spark(statement, {}, names_of(session))
            )
        except PySparkException as unreadable:
            return unreadable
    code, state = error["error_code"], SQL_STATES[error["error_code"]]
    return ClusterError(code, f"[{code}] {error['message']}. SQLSTATE: {state}", state)
