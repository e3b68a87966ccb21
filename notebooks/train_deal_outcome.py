# Databricks notebook source
# Trains the deal-outcome model on the closed deals, registers it, and makes it the challenger where
# it is better than the champion: serve_model puts it in its place.

# COMMAND ----------
import json

from lakehouse.model.deal_outcomes import train_deal_outcome
from lakehouse.model.training import Settings
from lakehouse.monitoring.pipeline_runs import recorded
from lakehouse.runtime import contracts

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("model_name", "")
dbutils.widgets.text("experiment_name", "")
dbutils.widgets.text("settings", "{}")

# COMMAND ----------
reports = []


def train(_):
    reports.append(
        train_deal_outcome(
            spark,
            contracts.load(),
            catalog=dbutils.widgets.get("catalog"),
            model_name=dbutils.widgets.get("model_name"),
            experiment_name=dbutils.widgets.get("experiment_name"),
            settings=Settings(**json.loads(dbutils.widgets.get("settings"))),
        )
    )
    return {}


recorded(spark, dbutils, train)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(reports[0].as_dict()))
