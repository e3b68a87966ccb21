"""The compute of the children that get killed: a cluster, or by FAULT_COMPUTE serverless compute.

A child on serverless compute has a session of Spark Connect with the restrictions of the local
workspace. Its work runs in a second process, as that of a notebook task does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[2]
KINDS = ("cluster", "serverless")
COMPUTE = os.environ.get("FAULT_COMPUTE") or KINDS[0]

_PRINCIPAL = {"user_name": "faults@example.com"}

if COMPUTE not in KINDS:
    raise SystemExit(f"FAULT_COMPUTE: unknown, got {COMPUTE}. Use one of {', '.join(KINDS)}")


def run(
    home: Path,
    work: Callable[[SparkSession], None],
    prepare: Callable[[SparkSession], None] | None = None,
) -> None:
    """Runs `work` in a session of the compute, after `prepare` on the Spark that serves it."""
    if "SPARK_REMOTE" in os.environ:
        _run_connected(work)
        return
    from cluster.spark import lock
    from cluster.spark.session import build_session

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # Spark starts the process of a function of batches, which imports its restrictions
    os.environ["PYTHONPATH"] = str(PROJECT / "local")
    lock.take(home)
    spark = build_session(home, memory="1g")
    if prepare:
        prepare(spark)
    if COMPUTE == "serverless":
        _run_in_other_process(spark)
    else:
        work(spark)
    spark.stop()


def _run_in_other_process(spark: SparkSession) -> None:
    from cluster.spark.connect import ConnectServer

    with ConnectServer(spark).session(_PRINCIPAL) as connection:
        environment = os.environ | connection.environment
        subprocess.run([sys.executable, *sys.argv], env=environment, check=True)


def _run_connected(work: Callable[[SparkSession], None]) -> None:
    from cluster.notebook import serverless
    from cluster.notebook.attach import connect

    spark = connect(os.environ)
    serverless.restrict(str(PROJECT / "notebooks"))
    work(spark)
