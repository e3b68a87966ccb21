"""Objects for the access check: their existence, and the needs of views and functions, which run
with the rights of their owners.

A query of the metastore takes ten milliseconds, so results are kept until a session changes the
catalog.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cluster.access import statement_access
from cluster.sql.catalog_names import names_of

Named = dict[str, str]
"""A securable as JSON: `{"securable_type", "full_name"}`."""


@dataclass(frozen=True)
class CatalogObject:
    """An object of the catalog that is there."""

    definition: dict[str, Any] | None = None
    """For a view or a function what its text asks, as `statement_access` has it, or its error."""


class CatalogObjects:
    """The objects of the catalog, read when they are first asked for."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self._changes = spark._jvm.lakehouse.sql.CatalogChanges.of(spark._jsparkSession)
        self._lock = threading.Lock()
        self._seen_at = -1
        self._seen: dict[tuple[str, str], CatalogObject | None] = {}

    def facts(self, access: dict[str, Any]) -> dict[str, Any]:
        """What is absent of all that a statement names, and what the views and functions ask.

        `{"absent": [securable, ...], "definitions": {"table a.b.c": {"requirements": [...]}}}`; a
        definition that the check cannot read has an `error` instead.
        """
        seen = self._as_of_now()
        absent: list[Named] = []
        definitions: dict[str, Any] = {}
        waiting = [*access["requirements"], *access["creates"]]
        known: set[tuple[str, str]] = set()
        while waiting:
            asked = waiting.pop()
            key = (asked["securable_type"], asked["full_name"])
            if key in known or key[0] not in _READERS:
                continue
            known.add(key)
            if key not in seen:
                seen[key] = _READERS[key[0]](self._spark, *key[1].split("."))
            found = seen[key]
            if found is None:
                absent.append({"securable_type": key[0], "full_name": key[1]})
            elif found.definition is not None:
                definitions[" ".join(key)] = found.definition
                waiting.extend(found.definition.get("requirements", ()))
        return {"absent": absent, "definitions": definitions}

    def _as_of_now(self) -> dict[tuple[str, str], CatalogObject | None]:
        changes = self._changes.count()
        with self._lock:
            if changes != self._seen_at:
                # not emptied: a thread that still fills the old one read it before the change
                self._seen_at, self._seen = changes, {}
            return self._seen


def _schema(spark: SparkSession, catalog: str, schema: str) -> CatalogObject | None:
    kept_as = names_of(spark).session_schema(catalog, schema)
    if kept_as is not None:
        is_there = _session_catalog(spark).databaseExists(kept_as)
    else:
        other = _other_catalog(spark, catalog)
        is_there = other is not None and other.namespaceExists(_namespace(spark, schema))
    return CatalogObject() if is_there else None


def _table(spark: SparkSession, catalog: str, schema: str, name: str) -> CatalogObject | None:
    kept_as = names_of(spark).session_schema(catalog, schema)
    if kept_as is None:
        other = _other_catalog(spark, catalog)
        identifier = spark._jvm.org.apache.spark.sql.connector.catalog.Identifier
        named = identifier.of(_namespace(spark, schema), name)
        try:
            return CatalogObject() if other is not None and other.tableExists(named) else None
        except (PySparkException, Py4JJavaError):
            # one that the catalog knows and cannot show: a permitted reader gets the reason
            return CatalogObject()
    identifier = spark._jvm.org.apache.spark.sql.catalyst.TableIdentifier(
        name, spark._jvm.scala.Option.apply(kept_as)
    )
    try:
        entry = _session_catalog(spark).getTableMetadata(identifier)
    except PySparkException:
        return None
    if entry.tableType().name() != "VIEW":
        return CatalogObject()
    namespace = entry.viewCatalogAndNamespace()
    parts = [namespace.apply(at) for at in range(namespace.size())]
    return CatalogObject(_asked(spark, entry.viewText().get(), parts))


def _function(spark: SparkSession, catalog: str, schema: str, name: str) -> CatalogObject | None:
    kept_as = names_of(spark).session_schema(catalog, schema)
    if kept_as is None:
        return None
    external = _session_catalog(spark).externalCatalog()
    if not external.databaseExists(kept_as) or not external.functionExists(kept_as, name):
        return None
    entry = external.getFunction(kept_as, name)
    parser = spark._jsparkSession.sessionState().sqlParser()
    sql_function = spark._jvm.org.apache.spark.sql.catalyst.catalog.SQLFunction
    try:
        function = sql_function.fromCatalogFunction(entry, parser)
    except (PySparkException, Py4JJavaError):
        return CatalogObject(_NOT_OF_SQL)
    properties = function.properties()
    count = int(properties.apply("catalogAndNamespace.numParts"))
    parts = [properties.apply(f"catalogAndNamespace.part.{at}") for at in range(count)]
    if function.queryText().isDefined():
        return CatalogObject(_asked(spark, function.queryText().get(), parts))
    return CatalogObject(_asked(spark, f"select {function.exprText().get()}", parts))


_READERS: dict[str, Any] = {"schema": _schema, "table": _table, "function": _function}
_NOT_OF_SQL = {
    "error": {"error_code": "UNSUPPORTED_FEATURE", "message": "the function is not written in SQL"}
}


def _asked(spark: SparkSession, text: str, current: list[str]) -> dict[str, Any]:
    """Needs of a definition, read in the schema of its creation."""
    names = names_of(spark)
    access = statement_access(
        {
            "statement": text,
            "catalog": current[0],
            "schema": current[1],
            "catalog_names": names.all,
            "separate_catalogs": sorted(names.separate),
        }
    )
    if "error" in access:
        return {"error": access["error"]}
    return {"requirements": access["requirements"]}


def _session_catalog(spark: SparkSession) -> Any:
    return spark._jsparkSession.sessionState().catalog()


def _other_catalog(spark: SparkSession, name: str) -> Any | None:
    manager = spark._jsparkSession.sessionState().catalogManager()
    return manager.catalog(name) if manager.isCatalogRegistered(name) else None


def _namespace(spark: SparkSession, schema: str) -> Any:
    namespace = spark.sparkContext._gateway.new_array(spark._jvm.java.lang.String, 1)
    namespace[0] = schema
    return namespace
