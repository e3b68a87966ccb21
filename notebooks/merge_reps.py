# Databricks notebook source
# Merges what is new in bronze.reps_raw into silver.reps; what breaks a rule goes to quarantine.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.entities import merge_entities
from lakehouse.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("trigger", "availableNow")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda: merge_entities(
        spark,
        contracts.load(),
        "reps",
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
        job_run_id=dbutils.widgets.get("job_run_id"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
