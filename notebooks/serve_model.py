# Databricks notebook source
# Puts a version of a model on its endpoint, and makes it the champion: the version that the widget
# `version` names, `previous` for the champion before, or the challenger of a training, else the
# champion. Then creates the SQL function and the view that query the endpoint.

# COMMAND ----------
import json

from databricks.sdk import WorkspaceClient
from lakehouse.model.prediction_functions import create_prediction_functions
from lakehouse.model.serving import Endpoint, serve

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("model", "")
dbutils.widgets.text("endpoint", "")
dbutils.widgets.text("workload_size", "Small")
dbutils.widgets.text("scale_to_zero", "true")
dbutils.widgets.text("inference_table", "")
dbutils.widgets.text("predictions_warehouse", "")
dbutils.widgets.text("analysts_group", "")
dbutils.widgets.text("version", "")

# COMMAND ----------
client = WorkspaceClient()
served = serve(
    client,
    dbutils.widgets.get("model"),
    Endpoint(
        name=dbutils.widgets.get("endpoint"),
        workload_size=dbutils.widgets.get("workload_size"),
        scale_to_zero=dbutils.widgets.get("scale_to_zero") == "true",
        inference_table=dbutils.widgets.get("inference_table"),
    ),
    version=dbutils.widgets.get("version"),
)

# COMMAND ----------
if served["version"] is not None and dbutils.widgets.get("predictions_warehouse"):
    create_prediction_functions(
        client,
        dbutils.widgets.get("predictions_warehouse"),
        catalog=dbutils.widgets.get("catalog"),
        analysts_group=dbutils.widgets.get("analysts_group"),
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(served))
