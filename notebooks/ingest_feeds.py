# Databricks notebook source
# Lands the new documents of feeds in bronze and merges them into silver; records that violate a
# rule go to quarantine.

# COMMAND ----------
import json

from lakehouse.ingest.feed_merge import tables_of
from lakehouse.ingest.feeds import ingest_feed
from lakehouse.monitoring.pipeline_runs import Stage, recorded_stages
from lakehouse.runtime import contracts, job_locks
from lakehouse.runtime.streams import AVAILABLE_NOW

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
feeds = dbutils.widgets.get("feeds").split(",")
landing = dbutils.widgets.get("landing")


def stage(feed):
    def work(hooks):
        folders = {entry.name.rstrip("/") for entry in dbutils.fs.ls(landing)}
        return ingest_feed(
            spark,
            declared,
            feed,
            catalog=catalog,
            landing=landing,
            checkpoints=dbutils.widgets.get("checkpoints"),
            trigger=trigger,
            remove=lambda folder: dbutils.fs.rm(folder, True),
            discovery=dbutils.widgets.get("discovery"),
            job_run_id=dbutils.widgets.get("job_run_id"),
            hooks=hooks,
            # a folder that no file was delivered to need not exist
            has_folder=declared.feed(feed).path in folders,
        )

    return Stage(f"ingest_{feed}", work, feed)


tables = [table for feed in feeds for table in tables_of(feed)]
stages = [stage(feed) for feed in feeds]
# feeds that write the same table do it in turn; in a run that goes on, the lock sees to that
in_turn = trigger == AVAILABLE_NOW and len(tables) > len(set(tables))
recorded_by = dbutils.widgets.get("recorded_by")
task = ",".join(feeds)
with job_locks.ingesting(spark, catalog, trigger, task, recorded_by=recorded_by) as guard:
    counts = recorded_stages(spark, dbutils, stages, guard, in_turn=in_turn)

# COMMAND ----------
dbutils.notebook.exit(json.dumps(counts))
