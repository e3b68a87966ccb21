# Databricks notebook source
# Remembers how the functions and views of governance are defined, before the tasks that follow
# define them as declared: what differs then had drifted.

# COMMAND ----------
import json

from lakehouse.governance.definitions import definitions
from lakehouse.runtime.streams import use_catalog

dbutils.widgets.text("catalog", "")

# COMMAND ----------
use_catalog(spark, dbutils.widgets.get("catalog"))
found = definitions(spark)
dbutils.jobs.taskValues.set("definitions", found)

# COMMAND ----------
absent = [name for name, definition in found.items() if definition is None]
dbutils.notebook.exit(json.dumps({"found": len(found) - len(absent), "absent": absent}))
