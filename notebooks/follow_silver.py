# Databricks notebook source
# Computes the rows of gold.rep_monthly_scores again that changes of silver touch, and counts the
# references of silver to rows that do not exist.

# COMMAND ----------
import json

from lakehouse.gold.scores import refresh_rep_monthly_scores
from lakehouse.ingest import rescued_data
from lakehouse.monitoring.pipeline_runs import Stage, recorded_stages
from lakehouse.quality.references import follow_references
from lakehouse.runtime import contracts, job_locks
from lakehouse.runtime.streams import use_catalog

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("trigger", "availableNow")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("recorded_by", "")

# COMMAND ----------
declared = contracts.load()
options = {name: dbutils.widgets.get(name) for name in ("catalog", "checkpoints", "trigger")}
use_catalog(spark, options["catalog"])
rescued_data.take_over(
    spark, declared, options["checkpoints"], lambda folder: dbutils.fs.rm(folder, True)
)

# COMMAND ----------
of_run = {"recorded_by": dbutils.widgets.get("recorded_by")}
lock = job_locks.ingesting(spark, options["catalog"], options["trigger"], "follow_silver", **of_run)
with lock as guard:
    counts = recorded_stages(
        spark,
        dbutils,
        [
            Stage(
                "refresh_rep_monthly_scores",
                lambda hooks: refresh_rep_monthly_scores(spark, hooks=hooks, **options),
                "conversations",
            ),
            Stage(
                "check_references",
                lambda _: follow_references(
                    spark,
                    declared,
                    catalog=options["catalog"],
                    trigger=options["trigger"],
                    job_run_id=dbutils.widgets.get("job_run_id"),
                ),
            ),
        ],
        guard,
    )

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
