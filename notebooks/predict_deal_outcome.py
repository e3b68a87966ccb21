# Databricks notebook source
# Has the champion score the deals with news into gold.deal_predictions; without a champion it says
# so, and scores none.

# COMMAND ----------
import json

from lakehouse.model.deal_outcomes import predict_deal_outcome
from lakehouse.monitoring.pipeline_runs import recorded

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("model_name", "")

# COMMAND ----------
done = []


def predict(_):
    done.append(
        predict_deal_outcome(
            spark,
            catalog=dbutils.widgets.get("catalog"),
            model_name=dbutils.widgets.get("model_name"),
        )
    )
    return done[0].counts


recorded(spark, dbutils, predict)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(done[0].as_dict()))
