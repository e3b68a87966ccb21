"""One update of a pipeline: the command `spark-pipelines run`, and what it says on its way."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from cluster.errors import ClusterError
from cluster.spark.connect import Connection, ConnectServer
from cluster.work import Work

_EVENT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: (.*)$")
_RAISED = re.compile(r"^(?:[\w.]+\.)?\w*(?:Exception|Error|Failed): ?")
_CAUSE = "Error: "
_CAUSE_LINES = 20
_NEW_COLUMNS = "which can be fixed by an automatic retry: true"
"""The words of Auto Loader's error when the next start of the stream has the new columns."""

_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_.]+)\]")


def run_update(
    server: ConnectServer, params: dict[str, Any], work: Work, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Runs an update to its end; each event of it is sent as progress.

    The sources lie below `root_path`, which is on their `sys.path` as a pipeline's root is on
    Databricks; `storage`, a separate folder in the pipeline's, keeps how far streams have read.
    """
    storage = Path(params["storage"])
    storage.mkdir(parents=True, exist_ok=True)
    if params.get("full_refresh"):
        shutil.rmtree(_schemas(storage), ignore_errors=True)
    specification = _specification(params, storage)
    for attempt in range(params.get("retries", 0), -1, -1):
        try:
            _attempt(server, specification, params, work, progress)
            break
        except ClusterError as failure:
            if attempt == 0 or _NEW_COLUMNS not in failure.message:
                raise
            progress("Update is RETRYING: Auto Loader found new columns.")
    return {}


def _attempt(
    server: ConnectServer,
    specification: Path,
    params: dict[str, Any],
    work: Work,
    progress: Callable[[str], None],
) -> None:
    """Runs the command once, in a session that ends with it."""
    connection = server.connection(params["principal"]["user_name"], str(uuid.uuid4()))
    lines: list[str] = []
    process = _begin(connection, specification, params)
    try:
        work.on_cancel(lambda: _kill(process.pid))
        with open(params["log_path"], "a", encoding="utf-8") as log:
            assert process.stdout is not None
            for line in process.stdout:
                log.write(line)
                log.flush()
                lines.append(line.rstrip("\n"))
                event = _EVENT.match(line)
                if event:
                    progress(event[1])
        if process.wait() != 0:
            raise _failure(lines)
    finally:
        _kill(process.pid)
        process.wait()
        server.close(connection)


def _specification(params: dict[str, Any], storage: Path) -> Path:
    """The file that the command reads. It searches sources below the folder that has the file."""
    folder = storage.parent
    root = folder / "root"
    root.unlink(missing_ok=True)
    root.symlink_to(params["root_path"], target_is_directory=True)
    specification = {
        "name": params["name"],
        "storage": storage.as_uri(),
        "catalog": params["catalog"],
        "schema": params["schema"],
        "configuration": {
            # what fails here fails again: an update is not kept waiting for the retries of a flow
            "spark.sql.pipelines.maxFlowRetryAttempts": "0",
            **(params.get("configuration") or {}),
            "spark.lakehouse.pipelineSchemas": _schemas(storage).as_uri(),
        },
        "libraries": [{"glob": {"include": f"root/{glob}"}} for glob in params["libraries"]],
    }
    path = folder / "spark-pipeline.yml"
    path.write_text(yaml.safe_dump(specification), encoding="utf-8")
    return path


def _schemas(storage: Path) -> Path:
    """The folder of the schemas that Auto Loader has inferred."""
    return storage / "_schemas"


def _begin(
    connection: Connection, specification: Path, params: dict[str, Any]
) -> subprocess.Popen[str]:
    selection = ["--full-refresh-all"] if params.get("full_refresh") else []
    for option in ("full_refresh_selection", "refresh_selection"):
        if params.get(option):
            flag = f"--{option.removesuffix('_selection').replace('_', '-')}"
            selection += [flag, ",".join(params[option])]
    program = Path(__file__).with_name("command.py")
    # -P: the folder of the program has no modules of the pipeline
    command = [sys.executable, "-P", str(program), "run", "--spec", str(specification)]
    environment = {
        **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        **connection.environment,
        "PYTHONPATH": params["root_path"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        [*command, *selection],
        cwd=params["root_path"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def _failure(lines: list[str]) -> ClusterError:
    """The error that ended the command: of the first failed flow, or the last one raised."""
    causes = [index for index, line in enumerate(lines) if line.startswith(_CAUSE)]
    raised = [index for index, line in enumerate(lines) if _RAISED.match(line)]
    if causes:
        # the event before it names the flow
        first = max(causes[0] - 1, 0)
        event = _EVENT.match(lines[first])
        rest = lines[causes[0] : causes[0] + _CAUSE_LINES]
        message = "\n".join([event[1] if event else lines[first], *_until_event(rest)])
    elif raised:
        message = "\n".join(lines[raised[-1] :])
    else:
        message = "The update ended unexpectedly"
    condition = _CONDITION.search(message)
    code = condition[1] if condition else "RUN_EXECUTION_ERROR"
    return ClusterError(code, message, trace="\n".join(lines))


def _until_event(lines: list[str]) -> list[str]:
    """The lines before the next event."""
    return list(takewhile(lambda line: not _EVENT.match(line), lines))


def _kill(pid: int) -> None:
    """Ends the command and its processes: it leads a separate process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
