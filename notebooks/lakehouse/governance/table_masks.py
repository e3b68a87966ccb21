"""Masks and row filters that an earlier version set on the tables themselves.

They collide with what jobs do: a table with a mask takes no CHECK constraint and shows no history
(error conditions COLUMN_MASKS_FEATURE_NOT_SUPPORTED.CHECK_CONSTRAINT and
ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY).
"""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakehouse.governance.findings import Finding
from lakehouse.runtime import sql

INFORMATION_SCHEMA = "information_schema"


def remove_table_masks(spark: SparkSession) -> list[Finding]:
    """Drops each mask and row filter that calls a function of governance, and returns them.

    Open-source Spark has no information schema, and no masks.
    """
    if not spark.catalog.databaseExists(INFORMATION_SCHEMA):
        return []
    findings: list[Finding] = []
    for row in sql.run(spark, "governance/list_masks.sql").collect():
        schema, table, *column = row["securable"].split(".")
        if column:
            sql.run(
                spark,
                "governance/drop_column_mask.sql",
                table_name=f"{schema}.{table}",
                column_name=column[0],
            )
        else:
            sql.run(spark, "governance/drop_row_filter.sql", table_name=f"{schema}.{table}")
        kind = "mask" if column else "row filter"
        findings.append(Finding(row["securable"], kind, None, row["function_name"]))
    return findings
