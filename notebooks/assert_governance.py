# Databricks notebook source
# Gives the tables the CHECK constraints of their contracts, and writes down in
# ops.governance_report all that the governance job found to differ from what is declared.

# COMMAND ----------
import json

from lakehouse import contracts, governance
from lakehouse.governance_constraints import assert_constraints
from lakehouse.governance_definitions import definitions
from lakehouse.streams import use_catalog

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("inspected_by", "inspect")

# COMMAND ----------
use_catalog(spark, dbutils.widgets.get("catalog"))
before = dbutils.jobs.taskValues.get(
    taskKey=dbutils.widgets.get("inspected_by"), key="definitions", debugValue={}
)
findings = governance.drifted(before, definitions(spark))
findings += assert_constraints(spark, contracts.load())
governance.report(spark, findings)

# COMMAND ----------
problems = governance.unrepaired(findings)
if problems:
    raise governance.NotAsDeclared(problems)
dbutils.notebook.exit(json.dumps({"findings": len(findings), "issues": governance.issues(spark)}))
