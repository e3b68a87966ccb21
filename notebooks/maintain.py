# Databricks notebook source
# Measures the file layout of tables, does the maintenance that is due, and records the measures,
# the actions and their reasons in ops.table_health.

# COMMAND ----------
import json

from lakehouse.maintenance.maintain import maintain
from lakehouse.maintenance.plan import Policy
from lakehouse.runtime import contracts

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("tables", "")
dbutils.widgets.text("policy", "{}")

# COMMAND ----------
outcomes = maintain(
    spark,
    contracts.load(),
    catalog=dbutils.widgets.get("catalog"),
    policy=Policy(**json.loads(dbutils.widgets.get("policy"))),
    tables=[name.strip() for name in dbutils.widgets.get("tables").split(",") if name.strip()],
    job_run_id=dbutils.widgets.get("job_run_id"),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(outcomes))
