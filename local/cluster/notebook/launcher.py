"""The server's side of a notebook task: a session, a gateway, a process, and their end."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from cluster import principal
from cluster.errors import ClusterError
from cluster.notebook import forkserver, process
from cluster.notebook.environment import environment
from cluster.spark.connect import ConnectServer
from cluster.work import Work


def run_notebook(
    spark: SparkSession,
    connect: ConnectServer,
    params: dict[str, Any],
    work: Work,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Run a notebook task and return what it returned.

    A task on serverless compute has a session of Spark Connect. It uses the gateway for `dbutils`.
    """
    task_run_id = params["task_run_id"]
    request = {
        "task_run_id": task_run_id,
        "source_path": params["source_path"],
        "notebook_path": params["notebook_path"],
        "parameters": params.get("parameters") or {},
        "task_values": params.get("task_values") or {},
        "context": params.get("context") or {},
        "log_path": params["log_path"],
        "program": params.get("program"),
        "environment": environment(params["principal"]),
    }
    Path(params["log_path"]).parent.mkdir(parents=True, exist_ok=True)
    # The gateway's threads inherit the principal from this one.
    principal.assume(spark, params["principal"])
    session = spark._jsparkSession.newSession()
    for key, value in (params.get("spark_conf") or {}).items():
        # A job cluster's settings; those of Java's start can no longer change.
        if session.conf().isModifiable(key):
            session.conf().set(key, value)
    sessions = spark._jvm.lakehouse.sql.Sessions
    gateway = spark._jvm.org.apache.spark.api.python.Py4JServer(spark.sparkContext._jsc.getConf())
    gateway.start()
    sessions.open(task_run_id, session)
    try:
        request["gateway_port"] = gateway.getListeningPort()
        request["gateway_secret"] = gateway.secret()
        if not params.get("serverless"):
            return _in_process(request, work, progress)
        with connect.session(params["principal"]) as connection:
            request["connect"] = connection.environment
            return _in_process(request, work, progress)
    finally:
        sessions.close(task_run_id)
        gateway.shutdown()


def _in_process(
    request: dict[str, Any], work: Work, progress: Callable[[str], None]
) -> dict[str, Any]:
    ours, theirs = forkserver.context.Pipe()
    child = forkserver.context.Process(target=process.main, args=(theirs, request), daemon=True)
    child.start()
    theirs.close()
    try:
        work.on_cancel(lambda: _kill(child.pid))
        while True:
            kind, value = ours.recv()
            if kind == "progress":
                progress(value)
            elif kind == "result":
                return value
            else:
                raise ClusterError(**value)
    except (EOFError, ConnectionResetError) as ended:
        child.join(5)
        raise ClusterError(
            "RUN_EXECUTION_ERROR",
            f"The notebook's Python process ended unexpectedly ({_end(child.exitcode)})",
        ) from ended
    finally:
        ours.close()
        _kill(child.pid)
        child.join(5)


def _kill(pid: int | None) -> None:
    """End the process and those that it started: it leads a separate process group."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid or 0, signal.SIGKILL)
            return
        except (ProcessLookupError, PermissionError):
            continue


def _end(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"signal {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"
