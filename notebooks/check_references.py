# Databricks notebook source
# Counts the rows of silver that refer to a deal or a rep that is not there, into
# ops.quality_results.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.pipeline_runs import recorded
from lakehouse.references import check_references

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("trigger", "availableNow")

# COMMAND ----------
dangling = recorded(
    spark,
    dbutils,
    lambda: check_references(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
        job_run_id=dbutils.widgets.get("job_run_id"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(dangling))
