# Databricks notebook source
# Lands what is new in the folder of one feed: a row of bronze for each document, as received.

# COMMAND ----------
import json

from lakehouse import contracts
from lakehouse.landing import land_feed
from lakehouse.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("landing", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("feed", "")
dbutils.widgets.text("trigger", "availableNow")
dbutils.widgets.text("discovery", "listing")

# COMMAND ----------
counts = recorded(
    spark,
    dbutils,
    lambda: land_feed(
        spark,
        contracts.load(),
        dbutils.widgets.get("feed"),
        catalog=dbutils.widgets.get("catalog"),
        landing=dbutils.widgets.get("landing"),
        checkpoints=dbutils.widgets.get("checkpoints"),
        trigger=dbutils.widgets.get("trigger"),
        discovery=dbutils.widgets.get("discovery"),
    ),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
