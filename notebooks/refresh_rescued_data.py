# Databricks notebook source
# Computes anew the rows of ops.rescued_data of the days on which documents that did not fit landed.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.pipeline_runs import recorded
from lakehouse.rescued_data import refresh_rescued_data

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("trigger", "availableNow")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda: refresh_rescued_data(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
