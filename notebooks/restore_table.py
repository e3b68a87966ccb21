# Databricks notebook source
# Compares tables with how they were at a version or a time, and with the widget `apply` restores
# them; what is made from them follows.

# COMMAND ----------
import json

from lakehouse.recovery.restore import restore
from lakehouse.runtime import contracts, job_locks

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("tables", "")
dbutils.widgets.text("version", "")
dbutils.widgets.text("timestamp", "")
dbutils.widgets.text("take_in", "false")
dbutils.widgets.text("apply", "false")

# COMMAND ----------
with job_locks.writing(
    spark, dbutils.widgets.get("catalog"), "restore", applies=dbutils.widgets.get("apply") == "true"
):
    report = restore(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        tables=dbutils.widgets.get("tables"),
        version=dbutils.widgets.get("version"),
        timestamp=dbutils.widgets.get("timestamp"),
        take_in=dbutils.widgets.get("take_in") == "true",
        apply=dbutils.widgets.get("apply") == "true",
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(report))
