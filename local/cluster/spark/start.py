"""Starting Spark, with the reason in one line where it cannot start."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from cluster.spark import lock
from cluster.spark.build import SetUpMissing
from cluster.spark.jvm import java
from cluster.spark.session import build_session

_OLDEST_JAVA = 17
# Spark, Derby and the log need some free space to start. Without it their errors are obscure.
_FREE_BYTES = 200 * 1024 * 1024


class StartFailed(RuntimeError):
    """Why the cluster cannot start, and what to do."""


def start(home: Path, memory: str) -> SparkSession:
    """The session of the workspace under `home`, its catalog open."""
    _check_java()
    try:
        lock.take(home)
    except lock.Taken as taken:
        raise StartFailed(str(taken)) from taken
    free = shutil.disk_usage(home).free
    if free < _FREE_BYTES:
        raise StartFailed(
            f"the disk of {home} is full: {free // 2**20} MB are free, 200 are needed"
        )
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    try:
        spark = build_session(home, memory=memory)
        # A catalog opens with the first question to it, and by the settings of the session that is
        # active in the thread: those that answer requests have none.
        spark.sql("SHOW SCHEMAS").collect()
        for catalog in ("system", "samples"):
            spark.sql(f"SHOW SCHEMAS IN {catalog}").collect()
    except SetUpMissing as missing:
        raise StartFailed(str(missing)) from missing
    except Exception as error:
        raise StartFailed(_reason(home, str(error))) from error
    return spark


def _check_java() -> None:
    try:
        text = subprocess.run(
            [java(), "-version"], capture_output=True, text=True, check=True
        ).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartFailed(f"no Java: install Java {_OLDEST_JAVA} or later ({error})") from error
    found = re.search(r'version "(\d+)', text)
    if not found or int(found[1]) < _OLDEST_JAVA:
        raise StartFailed(
            f"Java: must be {_OLDEST_JAVA} or later, got {text.splitlines()[0] if text else java()}"
        )


def _reason(home: Path, text: str) -> str:
    if "XSDB6" in text or "Another instance of Derby" in text:
        return (
            f"the catalog of the workspace {home} is in use by another process: end that one first"
        )
    if "No space left on device" in text:
        return f"the disk of {home} is full"
    first = next((line for line in text.splitlines() if line.strip()), "no reason given")
    return f"Spark did not start: {first} (more in the cluster's log)"
