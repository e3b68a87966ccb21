# Databricks notebook source
# Puts a version of a model on its endpoint, and makes it the champion: the version that the widget
# `version` names, `previous` for the champion before, or the challenger of a training, else the
# champion.

# COMMAND ----------
import json

from databricks.sdk import WorkspaceClient
from lakehouse.serving import Endpoint, serve

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("model", "")
dbutils.widgets.text("endpoint", "")
dbutils.widgets.text("workload_size", "Small")
dbutils.widgets.text("scale_to_zero", "true")
dbutils.widgets.text("version", "")

# COMMAND ----------
served = serve(
    WorkspaceClient(),
    dbutils.widgets.get("model"),
    Endpoint(
        name=dbutils.widgets.get("endpoint"),
        workload_size=dbutils.widgets.get("workload_size"),
        scale_to_zero=dbutils.widgets.get("scale_to_zero") == "true",
    ),
    version=dbutils.widgets.get("version"),
)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(served))
