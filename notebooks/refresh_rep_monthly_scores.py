# Databricks notebook source
# Computes anew the rows of gold.rep_monthly_scores that changes of signals or reps have touched.

# COMMAND ----------
import json

from lakehouse.pipeline_runs import recorded
from lakehouse.scores import refresh_rep_monthly_scores

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("trigger", "availableNow")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda: refresh_rep_monthly_scores(
        spark,
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
