# Databricks notebook source
# Lands the new documents of feeds in bronze and merges them into silver; records that violate a
# rule go to quarantine.

# COMMAND ----------
import json

from lakehouse.ingest.feeds import ingest_feed
from lakehouse.monitoring.pipeline_runs import Stage, recorded_stages
from lakehouse.runtime import contracts, job_locks

dbutils.widgets.text("catalog", "")
dbutils.widgets.text("landing", "")
dbutils.widgets.text("checkpoints", "")
dbutils.widgets.text("feeds", "")
dbutils.widgets.text("trigger", "availableNow")
dbutils.widgets.text("discovery", "listing")
dbutils.widgets.text("job_run_id", "")
dbutils.widgets.text("recorded_by", "")

# COMMAND ----------
declared = contracts.load()
catalog, trigger = dbutils.widgets.get("catalog"), dbutils.widgets.get("trigger")
feeds = dbutils.widgets.get("feeds")


def stage(feed):
    def work(hooks):
        return ingest_feed(
            spark,
            declared,
            feed,
            catalog=catalog,
            landing=dbutils.widgets.get("landing"),
            checkpoints=dbutils.widgets.get("checkpoints"),
            trigger=trigger,
            remove=lambda folder: dbutils.fs.rm(folder, True),
            discovery=dbutils.widgets.get("discovery"),
            job_run_id=dbutils.widgets.get("job_run_id"),
            hooks=hooks,
        )

    return Stage(f"ingest_{feed}", work, feed)


stages = [stage(feed) for feed in feeds.split(",")]
recorded_by = dbutils.widgets.get("recorded_by")
with job_locks.ingesting(spark, catalog, trigger, feeds, recorded_by=recorded_by) as guard:
    counts = recorded_stages(spark, dbutils, stages, guard)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
