# Databricks notebook source
# Merges what is new in bronze.conversations_raw into silver.conversations and
# silver.conversation_signals; what breaks a rule goes to quarantine.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.conversations import merge_conversations
from lakehouse.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("trigger", "availableNow")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda: merge_conversations(
        spark,
        contracts.load(),
        catalog=dbutils.widgets.get("catalog"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
        job_run_id=dbutils.widgets.get("job_run_id"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
