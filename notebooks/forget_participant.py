# Databricks notebook source
# Says what there is of a participant of calls, and with the widget `apply` erases it.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.forget import forget

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("participant", "")
dbutils.widgets.text("apply", "false")
dbutils.widgets.text("at_once", "false")

# COMMAND ----------
report = forget(
    spark,
    contracts.load(),
    catalog=dbutils.widgets.get("catalog"),
    checkpoints=dbutils.widgets.get("checkpoints"),
    participant=dbutils.widgets.get("participant"),
    remove=dbutils.fs.rm,
    apply=dbutils.widgets.get("apply") == "true",
    at_once=dbutils.widgets.get("at_once") == "true",
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(report))
