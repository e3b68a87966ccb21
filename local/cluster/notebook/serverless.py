"""Restrictions of serverless compute in the process of a notebook task.

The session is a classic one; each call that the platform refuses raises the platform's error
condition here. Sources: Databricks documentation, "Serverless compute limitations" and "Configure
Spark properties for serverless notebooks and jobs"; the conditions of Spark Connect are those of
`pyspark.sql.connect`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from pyspark import cloudpickle
from pyspark.errors import PySparkAttributeError, PySparkException, PySparkPicklingError
from pyspark.sql import SparkSession
from pyspark.sql.catalog import Catalog
from pyspark.sql.classic.dataframe import DataFrame
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.streaming.readwriter import DataStreamWriter

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

_REFUSED_METHODS: tuple[tuple[type, dict[str, str]], ...] = (
    (
        DataFrame,
        {
            "cache": "PERSIST TABLE",
            "persist": "PERSIST TABLE",
            "unpersist": "UNPERSIST TABLE",
            "checkpoint": "CHECKPOINT",
            "createGlobalTempView": "GLOBAL TEMPORARY VIEW",
            "createOrReplaceGlobalTempView": "GLOBAL TEMPORARY VIEW",
        },
    ),
    (
        Catalog,
        {
            "cacheTable": "CACHE TABLE",
            "uncacheTable": "UNCACHE TABLE",
            "clearCache": "CLEAR CACHE",
            "refreshTable": "REFRESH TABLE",
        },
    ),
)

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

_JAVA_OF_SESSION = ("_jvm", "_jsc", "_jsparkSession")
_FINITE = ("availableNow", "once")


def restrict(folder: str) -> None:
    """Restricts this process, in which the notebook and the modules below `folder` run."""
    for owner, methods in _REFUSED_METHODS:
        for name, what in methods.items():
            setattr(owner, name, _refusing(what))
    for name in _JAVA_OF_SESSION:
        _hide(SparkSession, name, folder)
    _hide(DataFrame, "_jdf", folder)
    for owner, name in ((SparkSession, "sparkContext"), (DataFrame, "rdd")):
        _hide_property(owner, name, folder)
    _keep_refusals()
    for name in ("get", "set", "unset", "isModifiable"):
        _check_settings(name, folder)
    _check_statements()
    _check_triggers()
    _copy_batch_functions()


def check_statement(statement: str) -> None:
    """Refuses a statement that serverless compute has not."""
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
    message = f"[{condition}] {text}. SQLSTATE: {sql_state}"
    return PySparkException(message=message, errorClass=condition)


def _refusing(what: str) -> Callable[..., NoReturn]:
    def refused(*_arguments: Any, **_options: Any) -> NoReturn:
        _refuse(what)

    return refused


def _is_of_notebook(folder: str) -> bool:
    """True if the caller of the caller is code of the notebook: Spark's own code reads the same."""
    return sys._getframe(2).f_code.co_filename.startswith(folder)


def _refuse_attribute(name: str) -> NoReturn:
    raise PySparkAttributeError(
        errorClass="JVM_ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": name}
    )


def _hide(owner: type, name: str, folder: str) -> None:
    """Refuses an instance attribute to the notebook."""

    def get(self: Any) -> Any:
        if _is_of_notebook(folder):
            _refuse_attribute(name)
        return self.__dict__[name]

    def put(self: Any, value: Any) -> None:
        self.__dict__[name] = value

    setattr(owner, name, property(get, put))


def _hide_property(owner: type, name: str, folder: str) -> None:
    """Refuses a property to the notebook."""
    original = getattr(owner, name)

    def get(self: Any) -> Any:
        if _is_of_notebook(folder):
            _refuse_attribute(name)
        return original.__get__(self, owner)

    setattr(owner, name, property(get))


def _keep_refusals() -> None:
    """Python asks a DataFrame for a column of the name of an attribute that is refused."""
    original = DataFrame.__getattr__

    def attribute(self: DataFrame, name: str) -> Any:
        if name in ("_jdf", "rdd"):
            _refuse_attribute(name)
        return original(self, name)

    DataFrame.__getattr__ = attribute  # type: ignore[method-assign]


def _check_settings(name: str, folder: str) -> None:
    original = getattr(RuntimeConfig, name)

    def checked(self: RuntimeConfig, key: str, *arguments: Any, **options: Any) -> Any:
        if key not in SETTINGS and _is_of_notebook(folder):
            _refuse_setting(key)
        return original(self, key, *arguments, **options)

    setattr(RuntimeConfig, name, checked)


def _check_statements() -> None:
    original = SparkSession.sql

    def sql(self: SparkSession, sqlQuery: str, *arguments: Any, **options: Any) -> Any:
        check_statement(sqlQuery)
        return original(self, sqlQuery, *arguments, **options)

    SparkSession.sql = sql  # type: ignore[method-assign]


def _copy_batch_functions() -> None:
    """Gives a stream a copy of the function of its batches: what it captures is copied, too."""
    original = DataStreamWriter.foreachBatch

    def foreach_batch(self: DataStreamWriter, func: Callable[..., None]) -> DataStreamWriter:
        try:
            copy = cloudpickle.loads(cloudpickle.dumps(func))
        except Exception as failure:
            raise PySparkPicklingError(
                errorClass="STREAMING_CONNECT_SERIALIZATION_ERROR",
                messageParameters={"name": "foreachBatch"},
            ) from failure
        return original(self, copy)

    DataStreamWriter.foreachBatch = foreach_batch  # type: ignore[method-assign]


def _check_triggers() -> None:
    """Refuses streams that do not end. Without a trigger a stream runs on, too."""
    trigger, start, to_table = (
        getattr(DataStreamWriter, name) for name in ("trigger", "start", "toTable")
    )

    def refuse(kind: str) -> NoReturn:
        text = (
            f"Trigger type {kind} is not supported for this cluster type. "
            "Use a different trigger type e.g. AvailableNow, Once"
        )
        raise _error("INFINITE_STREAMING_TRIGGER_NOT_SUPPORTED", text, "0A000")

    def checked_trigger(self: DataStreamWriter, **kind: Any) -> DataStreamWriter:
        if infinite := [name for name in kind if name not in _FINITE]:
            refuse(infinite[0][0].upper() + infinite[0][1:])
        self.__dict__["_has_finite_trigger"] = True
        return trigger(self, **kind)

    def finite(begin: Callable[..., Any]) -> Callable[..., Any]:
        def checked(self: DataStreamWriter, *arguments: Any, **options: Any) -> Any:
            if "_has_finite_trigger" not in self.__dict__:
                refuse("ProcessingTime")
            return begin(self, *arguments, **options)

        return checked

    DataStreamWriter.trigger = checked_trigger  # type: ignore[method-assign]
    DataStreamWriter.start = finite(start)  # type: ignore[method-assign]
    DataStreamWriter.toTable = finite(to_table)  # type: ignore[method-assign]
