"""Notebook tasks on serverless compute: what the platform refuses is refused by its condition."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from ..cluster_process import ANN, BOB, ClusterError, ClusterProcess
from .test_notebooks import Notebooks

PROJECT = Path(__file__).resolve().parents[4]

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
    "ansi": spark.conf.get("spark.sql.ansi.enabled"),
    "zone": spark.sql("select current_timezone()").first()[0],
    "view": condition(lambda: rows.createOrReplaceTempView("v")),
    "checkpoint": condition(rows.localCheckpoint),
    "rows": rows.selectExpr("sum(id) as s").first()["s"],
    "function": rows.select(F.udf(lambda x: x + 1, LongType())("id")).count(),
    "batch function": condition(
        lambda: stream().foreachBatch(lambda rows, number: spark.range(1).count())
    ),
    "batch function with rows": condition(
        lambda: stream().foreachBatch(lambda _, number: rows.count())
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
        **dict.fromkeys(("jvm", "context", "jdf"), jvm),
        "rdd": "NOT_IMPLEMENTED",
        **dict.fromkeys(("cache", "persist", "cache table", "cache statement"), refused),
        "checkpoint": refused,
        **dict.fromkeys(("global view", "global view statement"), refused),
        **dict.fromkeys(("set", "get", "set statement"), unavailable),
        **dict.fromkeys(("trigger", "no trigger"), infinite),
        **dict.fromkeys(("time zone", "view"), None),
        "ansi": "true",
        "zone": "UTC",
        "batch function": "STREAMING_CONNECT_SERIALIZATION_ERROR",
        "batch function with rows": "STREAMING_CONNECT_SERIALIZATION_ERROR",
        "rows": 3,
        "function": 3,
        "sc": False,
    }


def test_a_sql_cell_is_checked_too(notebooks: Notebooks) -> None:
    notebooks.run("# MAGIC %sql\n# MAGIC select 1", serverless=True)
    with pytest.raises(Exception, match="CACHE TABLE is not supported on serverless compute"):
        notebooks.run("# MAGIC %sql\n# MAGIC cache table t", serverless=True)


@pytest.mark.parametrize("language", ["scala", "r"])
def test_a_cell_of_another_language_is_refused(notebooks: Notebooks, language: str) -> None:
    with pytest.raises(Exception, match=f"%{language} is not available"):
        notebooks.run(f"# MAGIC %{language}\n# MAGIC 1", serverless=True)


def test_other_notebooks_have_no_restriction(notebooks: Notebooks) -> None:
    notebooks.run("spark.range(1).persist().unpersist()\nspark._jvm\nsc.applicationId")


BATCHES = """
import json, os
volume = "/Volumes/spark_catalog/bronze/serverless"
dbutils.fs.put(f"{volume}/in/a.txt", "1", True)
seen = []

def each(rows, number):
    try:
        rows.cache()
    except Exception as refusal:
        found = refusal.getCondition()
    seen.append(found)
    user = rows.sparkSession.sql("select current_user()").first()[0]
    row = rows.sparkSession.createDataFrame(
        [(os.getpid(), found, user, rows.count())], "pid int, found string, user string, n int"
    )
    row.write.mode("overwrite").json(f"{volume}/out")

query = (
    spark.readStream.format("text").load(f"{volume}/in").writeStream.foreachBatch(each)
    .trigger(availableNow=True).option("checkpointLocation", f"{volume}/state").start()
)
query.awaitTermination()
row = spark.read.json(f"{volume}/out").first()
dbutils.notebook.exit(json.dumps({
    **row.asDict(), "is_own_process": row["pid"] == os.getpid(), "seen": seen
}))
"""


def test_batches_run_restricted_in_another_process_as_the_same_user(notebooks: Notebooks) -> None:
    result = json.loads(notebooks.run(BATCHES, serverless=True)["notebook_output"])
    assert result.pop("pid")
    assert result == {
        "found": "NOT_SUPPORTED_WITH_SERVERLESS",
        "user": "ann@example.com",
        "n": 1,
        "is_own_process": False,
        "seen": [],
    }


def test_a_session_has_its_principal_and_ends_with_the_task(notebooks: Notebooks) -> None:
    cell = "spark.range(1).createOrReplaceTempView('left')\n"
    cell += "dbutils.notebook.exit(spark.sql('select current_user()').first()[0])"
    for principal in (ANN, BOB):
        result = notebooks.run(cell, serverless=True, principal=principal)
        assert result["notebook_output"] == principal["user_name"]
    names = "dbutils.notebook.exit(str([t.name for t in spark.catalog.listTables()]))"
    assert "left" not in notebooks.run(names, serverless=True)["notebook_output"]


@pytest.mark.parametrize("serverless", [False, True])
def test_the_catalog_is_listed(notebooks: Notebooks, serverless: bool) -> None:
    calls = (
        "[t.namespace for t in spark.catalog.listTables('bronze') if t.name == 'listed']",
        "[c.name for c in spark.catalog.listColumns('bronze.listed')]",
        "[s.name for s in spark.catalog.listDatabases() if s.name == 'bronze']",
        "spark.catalog.getTable('bronze.listed').name",
    )
    result = notebooks.run(
        "spark.sql('create table if not exists bronze.listed as select 1 as a')",
        f"dbutils.notebook.exit(str([{', '.join(calls)}]))",
        serverless=serverless,
    )
    expected = [[["bronze"]], ["a"], ["bronze"], "listed"]
    assert result["notebook_output"] == str(expected)


def test_a_query_ends_with_its_notebook(notebooks: Notebooks) -> None:
    sent = notebooks.send(
        "print('begun')\nspark.range(10**12).selectExpr('max(id)').collect()", serverless=True
    )
    notebooks.cluster.event("progress", task_run_id=notebooks.task_run_id)
    time.sleep(3)
    assert notebooks.cluster.call("cancel", id_to_cancel=notebooks.task_run_id)["cancelled"]
    with pytest.raises(ClusterError) as failed:
        notebooks.cluster.reply(sent, timeout=20)
    assert failed.value.code == "CANCELED"
    started = time.monotonic()
    assert notebooks.cluster.rows("select count(*) from range(1000)") == [["1000"]]
    assert time.monotonic() - started < 15


def test_queries_and_commands_have_parameters(notebooks: Notebooks) -> None:
    result = notebooks.run(
        """
rows = spark.sql("select :word as word union all select upper(:word)", args={"word": "o'clock"})
upper = "select count(*) from {rows} where word = :word"
count = spark.sql(upper, args={"word": "O'CLOCK"}, rows=rows)
dbutils.notebook.exit(f"{[row[0] for row in rows.collect()]}, {count.first()[0]}")
""",
        serverless=True,
    )
    assert result["notebook_output"] == """["o'clock", "O'CLOCK"], 1"""


PLACES = (
    "select identifier(:column) from identifier(:table)",
    "with w as (select identifier(:column) as x from identifier(:table)) select x from w",
    "with w as (with v as (select * from identifier(:table)) select * from v) select * from w",
    "select 'a' where :least in (select identifier(:column) from identifier(:table))",
    "select :least as `:least` /* :least */ from identifier(:table) -- :least",
)


def test_parameters_reach_names_and_expressions_of_each_place(notebooks: Notebooks) -> None:
    result = notebooks.run(
        f"""
spark.sql("create or replace temporary view words as select 'a' as word")
names = {{"column": "word", "table": "words", "least": "a"}}
rows = [spark.sql(query, args=names).first()[0] for query in {PLACES!r}]
dbutils.notebook.exit("".join(rows))
""",
        serverless=True,
    )
    assert result["notebook_output"] == "aaaaa"


SCORING = f"""
import sys
sys.path.insert(0, {str(PROJECT / "notebooks")!r})
import joblib, json, mlflow, pandas as pd
from lakehouse.model import win_probability as code
from lakehouse.model.registry import Champion
from lakehouse.model.scoring import win_probability
from sklearn.linear_model import LogisticRegression

deals = pd.DataFrame({{"behaviour": [0.0, 1.0, 0.5], "risk": [1.0, 0.0, 0.0]}})
pipeline = LogisticRegression().fit(deals, [0, 1, 1])
joblib.dump(pipeline, "pipeline.joblib")
mlflow.pyfunc.save_model(
    "model",
    python_model=code.__file__,
    artifacts={{code.PIPELINE: "pipeline.joblib"}},
    signature=mlflow.models.infer_signature(deals),
    pip_requirements=[],
)
champion = Champion("model", 1, None, mlflow.pyfunc.load_model("model"))
rows = spark.createDataFrame(deals).withColumn("p", win_probability(champion)).toPandas()
expected = pipeline.predict_proba(rows[["behaviour", "risk"]])[:, 1]
dbutils.notebook.exit(json.dumps([list(rows["p"]), list(expected)]))
"""


def test_a_model_is_applied_in_processes_without_credentials(notebooks: Notebooks) -> None:
    result = notebooks.run(SCORING, serverless=True)
    found, expected = json.loads(result["notebook_output"])
    assert found == pytest.approx(expected)
    assert len(set(found)) == 3
