# Databricks notebook source
# Gives the tables the CHECK constraints of their contracts, and feature tables their primary key,
# and writes down in ops.governance_report all that the governance job found to differ from what is
# declared, columns of tables among it.

# COMMAND ----------
import json

from databricks.sdk import WorkspaceClient
from lakehouse import contracts, governance
from lakehouse.feature_tables import assert_primary_keys
from lakehouse.governance_constraints import assert_constraints
from lakehouse.governance_definitions import definitions, masks
from lakehouse.governance_tables import differing_columns
from lakehouse.streams import use_catalog

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("inspected_by", "inspect")
dbutils.widgets.text("table_masks", "false")

# COMMAND ----------
use_catalog(spark, dbutils.widgets.get("catalog"))


def inspected(key):
    task = dbutils.widgets.get("inspected_by")
    return dbutils.jobs.taskValues.get(taskKey=task, key=key, debugValue={})


findings = governance.drifted(inspected("definitions"), definitions(spark))
if dbutils.widgets.get("table_masks") == "true":
    findings += governance.drifted(inspected("masks"), masks(spark), "mask")
declared = contracts.load()
findings += differing_columns(spark, declared)
findings += assert_constraints(spark, declared)
findings += assert_primary_keys(WorkspaceClient(), dbutils.widgets.get("catalog"), declared)
governance.report(spark, findings)

# COMMAND ----------
problems = governance.unrepaired(findings)
if problems:
    raise governance.NotAsDeclared(problems)
dbutils.notebook.exit(json.dumps({"findings": len(findings), "issues": governance.issues(spark)}))
