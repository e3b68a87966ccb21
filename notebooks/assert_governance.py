# Databricks notebook source
# Gives the tables the CHECK constraints of their contracts, feature tables their primary key, and
# personal data its policies, and writes to ops.governance_report all that the governance job found
# to differ from what is declared, columns of tables among it.

# COMMAND ----------
import json

from databricks.sdk import WorkspaceClient
from lakehouse.governance.constraints import assert_constraints
from lakehouse.governance.definitions import definitions
from lakehouse.governance.feature_tables import assert_primary_keys
from lakehouse.governance.findings import NotAsDeclared, drifted, issues, report, unrepaired
from lakehouse.governance.personal_data_policies import Excepted, assert_policies
from lakehouse.governance.table_masks import remove_table_masks
from lakehouse.governance.tables import differing_columns
from lakehouse.runtime import contracts
from lakehouse.runtime.streams import use_catalog

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("inspected_by", "inspect")
dbutils.widgets.text("personal_data_protection", "views")
dbutils.widgets.text("jobs_principal", "")
dbutils.widgets.text("pii_readers_group", "")
dbutils.widgets.text("data_engineers_group", "")

# COMMAND ----------
catalog = dbutils.widgets.get("catalog")
use_catalog(spark, catalog)
client = WorkspaceClient()


def inspected(key):
    task = dbutils.widgets.get("inspected_by")
    return dbutils.jobs.taskValues.get(taskKey=task, key=key, debugValue={})


findings = drifted(inspected("definitions"), definitions(spark))
declared = contracts.load()
if dbutils.widgets.get("personal_data_protection") == "policies":
    excepted = Excepted(
        jobs=dbutils.widgets.get("jobs_principal"),
        pii_readers=dbutils.widgets.get("pii_readers_group"),
        data_engineers=dbutils.widgets.get("data_engineers_group"),
    )
    findings += assert_policies(client, catalog, declared, excepted)
# after the policies, so that no value is shown meanwhile; a table with a mask takes no constraint
findings += remove_table_masks(spark)
findings += differing_columns(spark, declared)
findings += assert_constraints(spark, declared)
findings += assert_primary_keys(client, catalog, declared)
report(spark, findings)

# COMMAND ----------
problems = unrepaired(findings)
if problems:
    raise NotAsDeclared(problems)
dbutils.notebook.exit(json.dumps({"findings": len(findings), "issues": issues(spark)}))
