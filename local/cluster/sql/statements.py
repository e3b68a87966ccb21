"""Running SQL statements."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType
from pyspark.sql.utils import is_remote

from cluster.errors import ClusterError
from cluster.sql import arrow_results, catalog_names, immediate, platform_sql
from cluster.sql.authorization import Authorization, Caller
from cluster.sql.catalog_names import names_of
from cluster.sql.type_names import result_column

Parameter = dict[str, Any]
_USE = re.compile(r"use\b", re.IGNORECASE)
_SHOW_CATALOGS = re.compile(r"show\s+catalogs\b", re.IGNORECASE)


def set_defaults(session: SparkSession, catalog: str | None, schema: str | None) -> None:
    """Make `catalog` and `schema` those that a name without them means."""
    if catalog:
        names = names_of(session)
        platform_sql.require_catalog(catalog, names)
        canonical = names.canonical(catalog).lower()
        if canonical != names.own:
            # as a statement: Spark finds a catalog by the settings of the session that runs one
            session.sql(f"use {canonical}")
    if schema:
        session._jsparkSession.catalog().setCurrentDatabase(schema)


@dataclass(frozen=True)
class Runner:
    """Runs the statements of one session for one caller, each only if the API lets it."""

    session: SparkSession
    authorization: Authorization
    caller: Caller

    def run(
        self,
        statement: str,
        parameters: list[Parameter],
        row_limit: int | None = None,
        byte_limit: int | None = None,
        arrow_folder: Path | None = None,
    ) -> dict[str, Any]:
        """Run a statement and return its columns and rows, as text or as files of Arrow streams."""
        if query := immediate.query_of(statement):
            statement, parameters = immediate.text_of(self.run(query, parameters)), []
        asked = self.authorization.asked(self.session, statement, parameters, self.caller)
        with asked as permit:
            if permit.result is not None:
                return _answered(permit.result, arrow_folder)
            text = platform_sql.without_comments(statement)
            if _SHOW_CATALOGS.match(text):
                # Spark lists those that a session has used
                for name in names_of(self.session).separate:
                    catalog_names.load(self.session, name)
            rows = permit.shown(data_frame(self.session, statement, parameters))
            result = _result(rows, row_limit, byte_limit, arrow_folder)
            if _USE.match(text):
                manager = self.session._jsparkSession.sessionState().catalogManager()
                result["current_catalog"] = manager.currentCatalog().name()
                result["current_schema"] = manager.currentNamespace()[0]
            return result


def _answered(result: dict[str, Any], arrow_folder: Path | None) -> dict[str, Any]:
    if arrow_folder is None:
        return result
    table = arrow_results.of_texts(result["columns"], result["rows"])
    chunks, _ = arrow_results.write(table, arrow_folder, None)
    return {**result, "rows": [], "arrow_chunks": chunks}


def _result(
    frame: DataFrame, row_limit: int | None, byte_limit: int | None, arrow_folder: Path | None
) -> dict[str, Any]:
    result = frame._jdf
    schema = StructType.fromJson(json.loads(result.schema().json()))
    columns = [result_column(field, at) for at, field in enumerate(schema.fields)]
    if arrow_folder is not None:
        table, has_more = arrow_results.of_frame(frame, row_limit)
        chunks, is_cut = arrow_results.write(table, arrow_folder, byte_limit)
        truncated = has_more or is_cut
        return {"columns": columns, "rows": [], "truncated": truncated, "arrow_chunks": chunks}
    rows = frame.sparkSession._jvm.lakehouse.sql.ResultRows.of(
        result,
        -1 if row_limit is None else row_limit,
        -1 if byte_limit is None else byte_limit,
    )
    return {
        "columns": columns,
        "rows": json.loads(rows.json()),
        "truncated": rows.truncated(),
    }


def named(parameters: dict[str, Any]) -> list[Parameter]:
    """Parameters of a task, which are all text, as those of a statement."""
    return [{"name": name, "value": value} for name, value in parameters.items()]


def data_frame(session: SparkSession, statement: str, parameters: list[Parameter]) -> DataFrame:
    """The statement as a DataFrame, unchecked: what a `%sql` cell is."""
    values = {parameter["name"]: parameter.get("value") for parameter in parameters}
    sql = platform_sql.for_spark(statement, values, names_of(session))
    if is_remote():
        # the parameters of a cell are texts
        return session.sql(sql, args={name: values[name] for name in _markers(sql, parameters)})
    return DataFrame(session._jsparkSession.sql(sql, _literals(session, sql, parameters)), session)


def _literals(session: SparkSession, sql: str, parameters: list[Parameter]) -> dict[str, Any]:
    """The parameters that a statement has markers for: a definition takes no spare ones."""
    literal = session._jvm.lakehouse.sql.Parameters.literal
    return {
        name: literal(parameter.get("value"), parameter.get("type") or "STRING")
        for name, parameter in _markers(sql, parameters).items()
    }


def _markers(sql: str, parameters: list[Parameter]) -> dict[str, Parameter]:
    """The parameters that a statement has markers for, by name."""
    markers = {}
    for parameter in parameters:
        name = parameter.get("name")
        if not name:
            raise ClusterError("BAD_REQUEST", f"parameter: must have a name, got {parameter}")
        if re.search(rf":{re.escape(name)}\b", sql):
            markers[name] = parameter
    return markers
