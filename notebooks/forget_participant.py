# Databricks notebook source
# Reports the data of a participant of calls; with the widget `apply` erases it. With the widget
# `verify` (the id of an erasure) checks again that nothing is left.

# COMMAND ----------
import json

from lakehouse.erasure.forget import forget
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.verify import verify
from lakehouse.runtime import contracts, job_locks
from lakehouse.runtime.volume_files import VolumeFiles

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("landing", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("participant", "")
dbutils.widgets.text("apply", "false")
dbutils.widgets.text("at_once", "false")
dbutils.widgets.text("verify", "")
dbutils.widgets.text("job_run_id", "")

# COMMAND ----------
catalog = dbutils.widgets.get("catalog")
applies = dbutils.widgets.get("apply") == "true"
scope = Scope(
    spark,
    contracts.load(),
    catalog=catalog,
    landing=dbutils.widgets.get("landing"),
    checkpoints=dbutils.widgets.get("checkpoints"),
    files=VolumeFiles(),
)
erasure_id = dbutils.widgets.get("verify")
with job_locks.writing(spark, catalog, "forget", applies=applies and not erasure_id):
    report = (
        verify(scope, erasure_id)
        if erasure_id
        else forget(
            scope,
            dbutils.widgets.get("participant"),
            apply=applies,
            at_once=dbutils.widgets.get("at_once") == "true",
            job_run_id=dbutils.widgets.get("job_run_id"),
        )
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(report))
