"""Notebook tasks on serverless compute: what the platform refuses is refused by its condition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..cluster_process import ClusterProcess
from .test_notebooks import Notebooks

PROBE = """
from pyspark.sql import functions as F
from pyspark.sql.types import LongType
import json

def condition(call):
    try:
        call()
    except Exception as refusal:
        return refusal.getCondition()

rows = spark.range(3)
stream = lambda: spark.readStream.format("rate").load().writeStream.format("noop")
found = {
    "jvm": condition(lambda: spark._jvm),
    "context": condition(lambda: spark.sparkContext),
    "jdf": condition(lambda: rows._jdf),
    "rdd": condition(lambda: rows.rdd),
    "cache": condition(rows.cache),
    "persist": condition(rows.persist),
    "cache table": condition(lambda: spark.catalog.cacheTable("t")),
    "cache statement": condition(lambda: spark.sql("-- x\\n cache table t")),
    "global view": condition(lambda: rows.createOrReplaceGlobalTempView("v")),
    "global view statement": condition(
        lambda: spark.sql("create or replace global temporary view v as select 1")
    ),
    "set": condition(lambda: spark.conf.set("spark.sql.adaptive.enabled", "true")),
    "get": condition(lambda: spark.conf.get("spark.databricks.delta.x", None)),
    "set statement": condition(lambda: spark.sql("set spark.sql.adaptive.enabled = true")),
    "trigger": condition(lambda: stream().trigger(processingTime="1 second")),
    "no trigger": condition(lambda: stream().start()),
    "time zone": condition(lambda: spark.conf.set("spark.sql.session.timeZone", "UTC")),
    "view": condition(lambda: rows.createOrReplaceTempView("v")),
    "checkpoint": condition(rows.localCheckpoint),
    "rows": rows.selectExpr("sum(id) as s").first()["s"],
    "function": rows.select(F.udf(lambda x: x + 1, LongType())("id")).count(),
    "batch function": condition(
        lambda: stream().foreachBatch(lambda rows, number: spark.range(1).count())
    ),
    "sc": "sc" in globals(),
}
dbutils.notebook.exit(json.dumps(found))
"""


@pytest.fixture
def notebooks(cluster: ClusterProcess, tmp_path: Path) -> Notebooks:
    return Notebooks(cluster, tmp_path)


def test_refused_calls_have_the_condition_of_the_platform(notebooks: Notebooks) -> None:
    result = notebooks.run(PROBE, serverless=True)
    jvm, refused = "JVM_ATTRIBUTE_NOT_SUPPORTED", "NOT_SUPPORTED_WITH_SERVERLESS"
    unavailable, infinite = "CONFIG_NOT_AVAILABLE", "INFINITE_STREAMING_TRIGGER_NOT_SUPPORTED"
    assert json.loads(result["notebook_output"]) == {
        **dict.fromkeys(("jvm", "context", "jdf", "rdd"), jvm),
        **dict.fromkeys(("cache", "persist", "cache table", "cache statement"), refused),
        **dict.fromkeys(("global view", "global view statement"), refused),
        **dict.fromkeys(("set", "get", "set statement"), unavailable),
        **dict.fromkeys(("trigger", "no trigger"), infinite),
        **dict.fromkeys(("time zone", "view", "checkpoint"), None),
        "batch function": "STREAMING_CONNECT_SERIALIZATION_ERROR",
        "rows": 3,
        "function": 3,
        "sc": False,
    }


def test_a_sql_cell_is_checked_too(notebooks: Notebooks) -> None:
    notebooks.run("# MAGIC %sql\n# MAGIC select 1", serverless=True)
    with pytest.raises(Exception, match="CACHE TABLE is not supported on serverless compute"):
        notebooks.run("# MAGIC %sql\n# MAGIC cache table t", serverless=True)


def test_other_notebooks_have_no_restriction(notebooks: Notebooks) -> None:
    notebooks.run("spark.range(1).persist().unpersist()\nspark._jvm\nsc.applicationId")
