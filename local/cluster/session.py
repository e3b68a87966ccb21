"""The Spark session of a local workspace."""

import logging
from pathlib import Path

from pyspark.sql import SparkSession

from cluster.configuration import spark_configuration

# It prints a stack trace for each error of a query: the error itself is raised as well.
logging.getLogger("SQLQueryContextLogger").disabled = True

FOLDERS = ("logs", "tmp", "volumes", "warehouse", "workspace")


def build_session(
    home: Path, *, memory: str = "4g", archive_to: Path | None = None
) -> SparkSession:
    """Start Spark for the workspace under `home`, which is made where it is missing.

    One process can hold one such session at a time, and one workspace serves one process: Derby,
    which keeps the catalog, is locked by the first. `archive_to` is for set-up: the file that
    Java writes its class archive to when it ends.
    """
    home = home.resolve()
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder
    for key, value in spark_configuration(home, memory, archive_to).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
