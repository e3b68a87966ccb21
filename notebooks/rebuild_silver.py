# Databricks notebook source
# Builds silver and gold again from bronze alone, compares them with what stands, and with the
# widget `replace` puts right what differs.

# COMMAND ----------
import json

from lakehouse.recovery.rebuild import rebuild
from lakehouse.runtime import contracts, job_locks

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("replace", "false")

# COMMAND ----------
with job_locks.writing(spark, dbutils.widgets.get("catalog"), "rebuild"):
    report = rebuild(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        remove=lambda folder: dbutils.fs.rm(folder, True),
        replace=dbutils.widgets.get("replace") == "true",
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(report))
