# Databricks notebook source
# Records how the stages of this run ended in ops.pipeline_runs, those that could not tell included;
# fails where one of them did not succeed. Releases the lock of the run.

# COMMAND ----------
import json

from lakehouse.monitoring.pipeline_runs import record_run
from lakehouse.runtime import job_locks

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("job_name", "")
dbutils.widgets.text("stages", "[]")

# COMMAND ----------
catalog = dbutils.widgets.get("catalog")
with job_locks.release_run(spark, catalog):
    states = record_run(
        spark,
        dbutils,
        catalog=catalog,
        run_id=dbutils.widgets.get("job_run_id"),
        job_name=dbutils.widgets.get("job_name"),
        stages=json.loads(dbutils.widgets.get("stages")),
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(states))
