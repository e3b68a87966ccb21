"""Files with the latency and throughput of an object store, for benchmarks (bench/java).

A session that is built with `session_arguments()` reads and writes its files through the class
`bench.ObjectStoreFiles`, which documents the figures and their source. It waits only within
`latency(spark)`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyspark
from cluster.spark.build import JARS
from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[1]
SOURCES = PROJECT / "bench/java"
CLASSES = PROJECT / ".build/bench-classes"

FIGURES = (
    "100 ms to the first byte of each request and 85 MB/s for each stream, the figures of the "
    "Amazon S3 User Guide (Best practices design patterns: optimizing Amazon S3 performance)"
)


def session_arguments() -> dict[str, Any]:
    """Arguments of `build_session`, after the classes are compiled."""
    CLASSES.mkdir(parents=True, exist_ok=True)
    jars = (Path(pyspark.__path__[0]) / "jars" / "*", JARS / "*")
    sources = [str(file) for file in sorted(SOURCES.rglob("*.java"))]
    options = ("-nowarn", "--release", "17", "-cp", ":".join(map(str, jars)), "-d", str(CLASSES))
    subprocess.run(["javac", *options, *sources], check=True, capture_output=True)
    return {
        "class_path": [CLASSES],
        "settings": {
            "spark.hadoop.fs.file.impl": "bench.ObjectStoreFiles",
            "spark.hadoop.fs.AbstractFileSystem.file.impl": "bench.ObjectStoreContext",
        },
    }


@contextmanager
def latency(spark: SparkSession) -> Iterator[None]:
    """Requests wait until the block ends."""
    store = spark._jvm.bench.ObjectStoreFiles
    store.slow(True)
    try:
        yield
    finally:
        store.slow(False)


def taken(spark: SparkSession) -> int:
    """The requests within `latency` since the last call."""
    return spark._jvm.bench.ObjectStoreFiles.takeRequests()
