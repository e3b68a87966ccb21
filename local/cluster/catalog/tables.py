"""Schemas, tables and views of the catalogs. Nothing here runs a Spark job."""

import json
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql.types import StructField, StructType

from cluster.errors import ClusterError
from cluster.sql import catalog_names
from cluster.sql.catalog_names import names_of
from cluster.sql.platform_sql import require_catalog
from cluster.sql.type_names import type_name

# Of a Delta table's properties, those that are something else: see the fields of a description.
_NOT_PROPERTIES = frozenset(
    {"Type", "comment", "external", "location", "option.serialization.format", "owner", "provider"}
)


def create_schema(spark: SparkSession, catalog: str, name: str, comment: str | None) -> None:
    """Make a schema, unless it is there."""
    text = f" COMMENT {_literal(comment)}" if comment else ""
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {_quoted(spark, catalog, name)}{text}")


def drop_schema(spark: SparkSession, catalog: str, name: str, cascade: bool) -> None:
    """Remove a schema; with `cascade` what is in it too."""
    end = "CASCADE" if cascade else "RESTRICT"
    spark.sql(f"DROP SCHEMA IF EXISTS {_quoted(spark, catalog, name)} {end}")


def drop(spark: SparkSession, full_names: list[str]) -> None:
    """Remove tables, those that are there."""
    for full_name in full_names:
        catalog, schema, name = _parts(spark, full_name)
        escaped = name.replace("`", "``")
        spark.sql(f"DROP TABLE IF EXISTS {_quoted(spark, catalog, schema)}.`{escaped}`")


def list_tables(spark: SparkSession, catalog: str, schema: str) -> list[dict[str, str]]:
    """Names and types of the tables and views of a schema."""
    session = spark._jsparkSession.sessionState().catalog()
    names = names_of(spark)
    kept_as = names.session_schema(catalog, schema)
    if kept_as is None or not session.databaseExists(kept_as):
        raise ClusterError(
            "SCHEMA_NOT_FOUND",
            f"[SCHEMA_NOT_FOUND] The schema `{names.canonical(catalog)}`.`{schema}` cannot be"
            " found. SQLSTATE: 42704",
            "42704",
        )
    external = session.externalCatalog()
    found = external.getTablesByName(kept_as, external.listTables(kept_as))
    tables = [found.apply(at) for at in range(found.size())]
    return [
        {"name": table.identifier().table(), "table_type": table.tableType().name()}
        for table in tables
    ]


def describe(spark: SparkSession, full_name: str) -> dict[str, Any]:
    """A table or view as Unity Catalog has it."""
    catalog, schema, name = _parts(spark, full_name)
    identifier = spark._jvm.org.apache.spark.sql.catalyst.TableIdentifier(
        name, spark._jvm.scala.Option.apply(names_of(spark).session_schema(catalog, schema))
    )
    try:
        entry = spark._jsparkSession.sessionState().catalog().getTableMetadata(identifier)
    except AnalysisException as absent:
        raise _not_found(catalog, schema, name) from absent
    if entry.tableType().name() == "VIEW":
        return _view(entry)
    return _delta_table(spark, catalog, schema, name)


def _view(entry: Any) -> dict[str, Any]:
    return {
        "table_type": "VIEW",
        "data_source_format": None,
        "comment": entry.comment().get() if entry.comment().isDefined() else None,
        "columns": _columns(entry.schema().json()),
        "properties": {},
        "storage_location": None,
        "view_definition": entry.viewText().get(),
        "clustering_columns": [],
    }


def _delta_table(spark: SparkSession, catalog: str, schema: str, name: str) -> dict[str, Any]:
    if catalog != names_of(spark).own:
        catalog_names.load(spark, catalog)
    manager = spark._jsparkSession.sessionState().catalogManager()
    namespace = spark.sparkContext._gateway.new_array(spark._jvm.java.lang.String, 1)
    namespace[0] = schema
    identifier = spark._jvm.org.apache.spark.sql.connector.catalog.Identifier.of(namespace, name)
    table = manager.catalog(catalog).loadTable(identifier)
    properties = dict(table.properties())
    # Delta says it as JSON, each column as the list of its parts: [["call_id"],["call_timestamp"]]
    clustering = json.loads(properties.pop("clusteringColumns", "[]"))
    return {
        "table_type": "MANAGED",
        "data_source_format": properties.get("provider", "delta").upper(),
        "comment": properties.get("comment"),
        "columns": _columns(table.schema().json()),
        "properties": {
            key: value for key, value in properties.items() if key not in _NOT_PROPERTIES
        },
        "storage_location": properties.get("location"),
        "view_definition": None,
        "clustering_columns": [".".join(parts) for parts in clustering],
    }


def _columns(schema_json: str) -> list[dict[str, Any]]:
    schema = StructType.fromJson(json.loads(schema_json))
    return [_column(field, at) for at, field in enumerate(schema.fields)]


def _column(field: StructField, position: int) -> dict[str, Any]:
    return {
        "name": field.name,
        "position": position,
        "type_text": field.dataType.simpleString(),
        "type_name": type_name(field.dataType),
        "type_json": json.dumps(field.jsonValue(), separators=(",", ":")),
        "nullable": field.nullable,
        "comment": field.metadata.get("comment"),
    }


def _parts(spark: SparkSession, full_name: str) -> tuple[str, str, str]:
    """Catalog, schema and name; the catalog by its own name."""
    parts = [part.strip("`") for part in full_name.split(".")]
    if len(parts) != 3 or not all(parts):
        raise ClusterError(
            "BAD_REQUEST", f"full_name: must be catalog.schema.name, got {full_name}"
        )
    names = names_of(spark)
    require_catalog(parts[0], names)
    return names.canonical(parts[0]).lower(), parts[1], parts[2]


def _not_found(catalog: str, schema: str, name: str) -> ClusterError:
    return ClusterError(
        "TABLE_OR_VIEW_NOT_FOUND",
        f"[TABLE_OR_VIEW_NOT_FOUND] The table or view `{catalog}`.`{schema}`.`{name}`"
        " cannot be found. Verify the spelling and correctness of the schema and catalog."
        " SQLSTATE: 42P01",
        "42P01",
    )


def _quoted(spark: SparkSession, catalog: str, schema: str) -> str:
    canonical = names_of(spark).canonical(catalog).lower()
    return f"`{canonical}`.`{schema.replace('`', '``')}`"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
