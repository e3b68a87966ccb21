"""Restrictions of serverless compute in the processes of a notebook task.

The session is one of Spark Connect, which has no access to Java and runs the functions of
`foreachBatch` in another process. The platform refuses more: each such call raises the condition of
the platform here, in both processes. Sources: Databricks documentation, "Serverless compute
limitations" and "Configure Spark properties for serverless notebooks and jobs".
"""

from __future__ import annotations

import io
import pickle
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from pyspark import cloudpickle
from pyspark.errors import PySparkException

from cluster.notebook.delta_connect import replace_delta_table

SETTINGS = frozenset(
    {
        "spark.databricks.execution.timeout",
        "spark.sql.ansi.enabled",
        "spark.sql.files.maxPartitionBytes",
        "spark.sql.legacy.timeParserPolicy",
        "spark.sql.session.timeZone",
        "spark.sql.shuffle.partitions",
    }
)

_DATA_FRAMES = {
    "cache": "PERSIST TABLE",
    "persist": "PERSIST TABLE",
    "unpersist": "UNPERSIST TABLE",
    # documented as not compatible ("DataFrame.checkpoint"); nothing is documented of the local one
    "checkpoint": "CHECKPOINT",
    "localCheckpoint": "CHECKPOINT",
    "createGlobalTempView": "GLOBAL TEMPORARY VIEW",
    "createOrReplaceGlobalTempView": "GLOBAL TEMPORARY VIEW",
}
_CATALOG = {
    "cacheTable": "CACHE TABLE",
    "uncacheTable": "UNCACHE TABLE",
    "clearCache": "CLEAR CACHE",
    "refreshTable": "REFRESH TABLE",
}
_STATEMENTS = (
    (re.compile(r"cache\s+(lazy\s+)?table\b"), "CACHE TABLE"),
    (re.compile(r"uncache\s+table\b"), "UNCACHE TABLE"),
    (re.compile(r"clear\s+cache\b"), "CLEAR CACHE"),
    (re.compile(r"refresh\s+table\b"), "REFRESH TABLE"),
    (
        re.compile(r"create\s+(or\s+replace\s+)?global\s+temp(orary)?\s+view\b"),
        "GLOBAL TEMPORARY VIEW",
    ),
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_SET = re.compile(r"(?:re)?set\s+(spark\.[\w.]+)")

_FINITE = ("availableNow", "once")


def restrict(folder: str) -> None:
    """Restricts this process, in which the notebook and the modules below `folder` run."""
    # after the fork: the classes start threads of gRPC
    from pyspark.sql.connect.catalog import Catalog
    from pyspark.sql.connect.conf import RuntimeConf
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.connect.streaming.readwriter import DataStreamWriter

    replace_delta_table()
    for owner, methods in ((DataFrame, _DATA_FRAMES), (Catalog, _CATALOG)):
        for name, what in methods.items():
            setattr(owner, name, _refusing(what))
    for name in ("get", "set", "unset", "isModifiable"):
        _check_settings(RuntimeConf, name, folder)
    _check_statements(SparkSession)
    _check_triggers(DataStreamWriter)
    _restrict_batch_functions(DataStreamWriter, folder)


class BatchFunction:
    """A function of the batches of a stream, whose process is restricted, too."""

    def __init__(self, function: Callable[..., None], folder: str) -> None:
        self._function = function
        self._folder = folder

    def __call__(self, *batch: Any) -> None:
        self._function(*batch)

    def __reduce__(self) -> tuple[Any, ...]:
        copy = io.BytesIO()
        _Pickler(copy).dump(self._function)
        return _restricted, (copy.getvalue(), self._folder)


class _Pickler(cloudpickle.Pickler):
    """Refuses a session: a function of batches has no access to `spark` of the notebook."""

    def reducer_override(self, obj: Any) -> Any:
        if type(obj).__module__ == "pyspark.sql.connect.session":
            raise pickle.PicklingError("the function refers to a session")
        return super().reducer_override(obj)


def _restricted(function: bytes, folder: str) -> Callable[..., None]:
    restrict(folder)
    return cloudpickle.loads(function)


def _restrict_batch_functions(writer: type, folder: str) -> None:
    original = writer.foreachBatch  # type: ignore[attr-defined]

    def foreach_batch(self: Any, func: Callable[..., None]) -> Any:
        return original(self, BatchFunction(func, folder))

    writer.foreachBatch = foreach_batch  # type: ignore[attr-defined]


def _check_statement(statement: str) -> None:
    words = _COMMENT.sub(" ", statement).strip().lower()
    for pattern, what in _STATEMENTS:
        if pattern.match(words):
            _refuse(what)
    if (setting := _SET.match(words)) and setting[1] not in {name.lower() for name in SETTINGS}:
        _refuse_setting(setting[1])


def _refuse(what: str) -> NoReturn:
    raise _error(
        "NOT_SUPPORTED_WITH_SERVERLESS", f"{what} is not supported on serverless compute", "0A000"
    )


def _refuse_setting(name: str) -> NoReturn:
    raise _error("CONFIG_NOT_AVAILABLE", f"Configuration {name} is not available", "42K0I")


def _error(condition: str, text: str, sql_state: str) -> PySparkException:
    return PySparkException(message=f"{text}. SQLSTATE: {sql_state}", errorClass=condition)


def _refusing(what: str) -> Callable[..., NoReturn]:
    def refused(*_arguments: Any, **_options: Any) -> NoReturn:
        _refuse(what)

    return refused


def _is_of_notebook(folder: str) -> bool:
    """True if the caller of the caller is code of the notebook: Spark's own code reads the same."""
    return sys._getframe(2).f_code.co_filename.startswith(folder)


def _check_settings(settings: type, name: str, folder: str) -> None:
    original = getattr(settings, name)

    def checked(self: Any, key: str, *arguments: Any, **options: Any) -> Any:
        if key not in SETTINGS and _is_of_notebook(folder):
            _refuse_setting(key)
        return original(self, key, *arguments, **options)

    setattr(settings, name, checked)


def _check_statements(session: type) -> None:
    original = session.sql  # type: ignore[attr-defined]

    def sql(self: Any, sqlQuery: str, *arguments: Any, **options: Any) -> Any:
        _check_statement(sqlQuery)
        return original(self, sqlQuery, *arguments, **options)

    session.sql = sql  # type: ignore[attr-defined]


def _check_triggers(writer: Any) -> None:
    """Refuses streams that do not end. Without a trigger a stream runs on, too."""
    trigger, start, to_table = writer.trigger, writer.start, writer.toTable

    def refuse(kind: str) -> NoReturn:
        text = (
            f"Trigger type {kind} is not supported for this cluster type. "
            "Use a different trigger type e.g. AvailableNow, Once"
        )
        raise _error("INFINITE_STREAMING_TRIGGER_NOT_SUPPORTED", text, "0A000")

    def checked_trigger(self: Any, **kind: Any) -> Any:
        if infinite := [name for name in kind if name not in _FINITE]:
            refuse(infinite[0][0].upper() + infinite[0][1:])
        self.__dict__["_has_finite_trigger"] = True
        return trigger(self, **kind)

    def finite(begin: Callable[..., Any]) -> Callable[..., Any]:
        def checked(self: Any, *arguments: Any, **options: Any) -> Any:
            if "_has_finite_trigger" not in self.__dict__:
                refuse("ProcessingTime")
            return begin(self, *arguments, **options)

        return checked

    writer.trigger = checked_trigger
    writer.start = finite(start)
    writer.toTable = finite(to_table)
