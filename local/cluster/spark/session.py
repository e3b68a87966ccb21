"""The Spark session of a local workspace."""

import logging
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from cluster.spark import ai_query
from cluster.spark.configuration import (
    catalog_plugin,
    plain_configuration,
    separate_catalogs,
    spark_configuration,
)
from cluster.spark.jvm import launch
from cluster.sql import catalog_names

# It prints a stack trace for each error of a query: the error itself is raised as well.
logging.getLogger("SQLQueryContextLogger").disabled = True

FOLDERS = ("audit", "logs", "tmp", "volumes", "warehouse", "workspace")


def remove_unfinished_metastore(home: Path) -> None:
    """Remove a metastore whose creation was cut off: Derby refuses it, and it has no tables yet.

    Derby writes `service.properties` at the end of the creation (its error XBM0A names the file).
    """
    metastore = home / "metastore_db"
    if metastore.is_dir() and not (metastore / "service.properties").exists():
        shutil.rmtree(metastore)


def build_session(
    home: Path,
    *,
    memory: str = "4g",
    archive_to: Path | None = None,
    settings: Mapping[str, str] | None = None,
    class_path: Sequence[Path] = (),
) -> SparkSession:
    """Start Spark for the workspace under `home`, which is made where it is missing.

    One process can hold one such session at a time, and one workspace serves one process: Derby,
    which keeps the catalog, is locked by the first. `archive_to` is for set-up: the file that
    Java writes its class archive to when it ends; such a session has Spark and Delta only.
    `settings` are of the caller, and count where they differ from ours. `class_path` has more
    folders of Java classes, for such settings.
    """
    home = home.resolve()
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    remove_unfinished_metastore(home)
    # Spark listens on this machine only.
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    process = None
    if SparkContext._gateway is None:
        process = launch(home, memory, archive_to, class_path)
    ours = plain_configuration(home) if archive_to else spark_configuration(home)
    configuration = SparkConf(loadDefaults=False)
    for key, value in {**ours, **(settings or {})}.items():
        configuration.set(key, value)
    try:
        if not archive_to:
            names = catalog_names.stored(home)
            _java().lakehouse.sql.SessionCatalogName.set(names.own)
            _name_separate_catalogs(names.separate)
        # of the context, not of the session: sessions then have what is set later, too
        SparkContext.getOrCreate(configuration)
        spark = SparkSession.builder.getOrCreate()
    except BaseException:
        if process:
            process.kill()
        raise
    finally:
        # A Python process that this one starts has a separate gateway.
        os.environ.pop("PYSPARK_GATEWAY_PORT", None)
        os.environ.pop("PYSPARK_GATEWAY_SECRET", None)
    if process:
        spark.sparkContext._gateway.proc = process
    if not archive_to:
        ai_query.register(spark)
    return spark


def name_separate_catalogs(spark: SparkSession, names: Collection[str]) -> None:
    """Set the catalogs beside the session catalog.

    This session and those that begin later have them.
    """
    context = spark.sparkContext._conf
    for name in catalog_names.names_of(spark).separate - {*names}:
        context._jconf.remove(catalog_plugin(name))
        spark.conf.unset(catalog_plugin(name))
    _name_separate_catalogs(names)
    for key, value in separate_catalogs(names).items():
        context.set(key, value)
        spark.conf.set(key, value)


def _name_separate_catalogs(names: Collection[str]) -> None:
    java = _java()
    listed = java.java.util.ArrayList()
    for name in names:
        listed.add(name)
    java.lakehouse.catalogs.SeparateCatalogs.set(listed)


def _java() -> Any:
    """The classes of Java, also before Spark starts."""
    SparkContext._ensure_initialized()
    return SparkContext._jvm
