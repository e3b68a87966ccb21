# Databricks notebook source
# Takes quarantined records through the rules of today: those that keep them enter silver and are
# marked as resolved, the others stay, with what they break now.

# COMMAND ----------
import json

from lakehouse.recovery.replay import replay_quarantine
from lakehouse.runtime import contracts, job_locks

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("table", "")
dbutils.widgets.text("rule", "")
dbutils.widgets.text("since", "")
dbutils.widgets.text("dry_run", "false")
dbutils.widgets.text("job_run_id", "")

# COMMAND ----------
with job_locks.writing(
    spark,
    dbutils.widgets.get("catalog"),
    "replay",
    applies=dbutils.widgets.get("dry_run") != "true",
):
    outcomes = replay_quarantine(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        table=dbutils.widgets.get("table"),
        rule=dbutils.widgets.get("rule"),
        since=dbutils.widgets.get("since"),
        dry_run=dbutils.widgets.get("dry_run") == "true",
        job_run_id=dbutils.widgets.get("job_run_id"),
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(outcomes))
