# Databricks notebook source
# Takes the free text of calls past a set age out of silver, bronze and the landing zone.

# COMMAND ----------
import json

from lakehouse.erasure.retention import apply_retention
from lakehouse.runtime import contracts, job_locks
from lakehouse.runtime.volume_files import VolumeFiles

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("days", "")

# COMMAND ----------
with job_locks.writing(spark, dbutils.widgets.get("catalog"), "retention"):
    report = apply_retention(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        days=int(dbutils.widgets.get("days")),
        files=VolumeFiles(),
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(report))
