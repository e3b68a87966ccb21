# Databricks notebook source
# Recomputes the rows of gold.deal_features that changes of deals, calls or signals have touched.

# COMMAND ----------
import json

from lakehouse.gold.deal_features import refresh_deal_features
from lakehouse.monitoring.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("full_refresh", "false")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda hooks: refresh_deal_features(
        spark,
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        full_refresh=dbutils.widgets.get("full_refresh") == "true",
        hooks=hooks,
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
