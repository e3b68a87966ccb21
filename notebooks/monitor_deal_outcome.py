# Databricks notebook source
# Measures by week how features and predictions of deals drift, and how good predictions were once
# deals are closed.

# COMMAND ----------
import json

from lakehouse.monitoring.model_quality import monitor_deal_outcome
from lakehouse.monitoring.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda _: monitor_deal_outcome(spark, catalog=dbutils.widgets.get("catalog")),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
