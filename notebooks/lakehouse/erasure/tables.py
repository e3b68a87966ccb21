"""The tables that may have a person's data."""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts

LAYERS = ("bronze", "silver", "gold", "ops", "rebuild")
"""The schemas that are verified. `rebuild` has tables only while a rebuild runs, or after one that
was killed."""

_OF_INFERENCE = {"databricks_request_id", "request", "response"}
"""Columns of an inference table: https://docs.databricks.com/aws/en/ai-gateway/inference-tables."""

LEDGER = "ops.erasures"


def person_tables(spark: SparkSession, contracts: Contracts) -> list[str]:
    """The declared tables that exist, without the one that records erasures."""
    return [
        name
        for name in contracts.tables
        if name.split(".")[0] in LAYERS and name != LEDGER and spark.catalog.tableExists(name)
    ]


def inference_tables(spark: SparkSession) -> list[str]:
    """The tables of requests to a model and its answers, which serving endpoints write."""
    return [
        name for name in existing_tables(spark) if set(spark.table(name).columns) >= _OF_INFERENCE
    ]


def existing_tables(spark: SparkSession) -> list[str]:
    """All tables of the layers, declared or not; no views."""
    return [
        f"{schema}.{name}"
        for schema in LAYERS
        if spark.catalog.databaseExists(schema)
        for name in sorted(_names(spark, "tables", schema) - _names(spark, "views", schema))
    ]


def _names(spark: SparkSession, kind: str, schema: str) -> set[str]:
    """The names of the tables (views among them) or of the views of a schema."""
    rows = sql.run(spark, f"maintenance/show_{kind}.sql", schema=schema).collect()
    return {row[1] for row in rows if not row["isTemporary"]}
