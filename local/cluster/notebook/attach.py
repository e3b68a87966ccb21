"""Attaching a notebook's process to the session that the server made for it."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from py4j.java_gateway import JavaGateway, JavaObject
from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession


def gateway_to(port: int, secret: str) -> JavaGateway:
    """A gateway of this process's own to the cluster's Java process."""
    os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
    os.environ["PYSPARK_GATEWAY_SECRET"] = secret
    return launch_gateway()


def connect(environment: Mapping[str, str]) -> SparkSession:
    """The session of Spark Connect that the server opened."""
    logging.getLogger("SQLQueryContextLogger").disabled = True
    os.environ.update(environment)
    return SparkSession.builder.getOrCreate()


def attach(gateway: JavaGateway, java_session: JavaObject, python_path: str) -> SparkSession:
    """The session, through the gateway: foreachBatch calls back through it."""
    logging.getLogger("SQLQueryContextLogger").disabled = True
    os.environ["PYSPARK_PYTHON"] = sys.executable
    jvm = gateway.jvm
    java_context = jvm.JavaSparkContext(java_session.sparkContext())
    context = SparkContext(
        gateway=gateway,
        jsc=java_context,
        conf=SparkConf(_jconf=java_context.getConf()),
        # Functions that run in Python workers import the notebook's modules too.
        environment={"PYTHONPATH": python_path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    java_sessions = jvm.org.apache.spark.sql.classic.SparkSession
    default = java_sessions.getDefaultSession()
    spark = SparkSession(context, java_session)
    if default.isDefined():
        # A new Python session makes itself everybody's default; this one is the notebook's only.
        java_sessions.setDefaultSession(default.get())
    SparkSession.stop = _refuse_stop  # type: ignore[method-assign]
    SparkContext.stop = _refuse_stop  # type: ignore[method-assign]
    return spark


def _refuse_stop(_self: Any) -> NoReturn:
    raise RuntimeError("spark.stop() is not available in a notebook: the cluster is shared")
