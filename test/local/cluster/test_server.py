"""The process of the cluster: its protocol, its start and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .cluster_process import ANN, LOCAL, ClusterError, ClusterProcess, alive, descendants

SLOW = "select count(*) from range(200000000000)"


def test_ping(cluster: ClusterProcess) -> None:
    answer = cluster.call("ping")
    assert answer["spark_version"] == "4.2.0"
    assert answer["uptime_seconds"] > 0


def test_a_request_that_is_none(cluster: ClusterProcess) -> None:
    cluster.send_line("{nonsense")
    with pytest.raises(ClusterError, match="one JSON object a line") as failed:
        cluster.reply(None)
    assert failed.value.code == "BAD_REQUEST"
    with pytest.raises(ClusterError, match="no such method: dance"):
        cluster.call("dance")
    with pytest.raises(ClusterError, match="the parameter full_name is missing"):
        cluster.call("describe_table")


def test_a_second_cluster_of_the_same_workspace_is_refused(cluster: ClusterProcess) -> None:
    second = ClusterProcess(cluster.home)
    message = second.event("failed")["message"]
    assert str(cluster.home) in message
    assert f"in use by process {cluster.process.pid}" in message
    assert second.process.wait(10) == 1


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (None, "no Java: install Java 17 or later"),
        (
            "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2",
            "Java: must be 17 or later, got openjdk",
        ),
    ],
)
def test_no_java_or_an_old_one(tmp_path: Path, script: str | None, message: str) -> None:
    binary = tmp_path / "java" / "bin" / "java"
    if script:
        binary.parent.mkdir(parents=True)
        binary.write_text(f"#!/bin/sh\n{script}\n")
        binary.chmod(0o755)
    environment = {"JAVA_HOME": str(tmp_path / "java")}
    process = ClusterProcess(tmp_path / "home", environment=environment)
    assert message in process.event("failed")["message"]
    assert process.process.wait(10) == 1


def test_the_end_of_standard_input_ends_every_process(tmp_path: Path) -> None:
    cluster = ClusterProcess(tmp_path / "home")
    cluster.event("ready")
    notebook = tmp_path / "slow.py"
    notebook.write_text(
        "# Databricks notebook source\nimport subprocess\nsubprocess.Popen(['sleep', '600'])\n"
        f"print('begun')\nspark.sql('{SLOW}').collect()\n"
    )
    log = tmp_path / "slow.log"
    cluster.send(
        "run_notebook",
        task_run_id="1",
        source_path=str(notebook),
        notebook_path="/slow",
        principal=ANN,
        log_path=str(log),
    )
    deadline = time.monotonic() + 60
    while not (log.exists() and "begun" in log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    processes = descendants(cluster.process.pid)
    assert len(processes) >= 4
    assert cluster.end() < 15
    # What it started is ended after it: a moment later it is gone.
    deadline = time.monotonic() + 15
    while any(alive(pid) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in processes if alive(pid)] == []
    # The catalog is free again.
    again = ClusterProcess(tmp_path / "home")
    again.event("ready")
    # And a cluster that is killed leaves nothing behind either.
    processes = descendants(again.process.pid)
    again.process.kill()
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in processes if alive(pid)] == []


SERVER = """
import subprocess, sys
from unittest.mock import MagicMock
from cluster.server import Server

java = subprocess.Popen(["sleep", "30"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
spark, channel = MagicMock(version="4.2.0"), MagicMock()
spark.sparkContext._gateway.proc = java
channel.send = lambda _: print(java.pid, flush=True)
Server(spark, channel).serve(sys.stdin.buffer)
"""


def test_the_end_of_java_ends_the_server() -> None:
    """Nothing else would: a server without Java answers every request with an error."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env={**os.environ, "PYTHONPATH": str(LOCAL)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    os.kill(int(server.stdout.readline()), signal.SIGKILL)
    assert server.wait(60) == 1
    assert server.stderr
    assert "Java ended with exit code -9" in server.stderr.read()
