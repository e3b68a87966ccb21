"""The process of a notebook task."""

import os
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Imported before the fork, so that a notebook begins in a fraction of a second.
import delta.tables  # noqa: F401
import pyspark.sql.functions  # noqa: F401
import pyspark.sql.streaming  # noqa: F401
import pyspark.testing  # noqa: F401

from cluster.errors import ClusterError, as_cluster_error
from cluster.notebook import program, serverless
from cluster.notebook.attach import attach, connect, gateway_to
from cluster.notebook.dbutils import DBUtils, NotebookExit
from cluster.notebook.execution import Execution
from cluster.notebook.files import Files

_OUTPUT_LIMIT = 5 * 1024 * 1024


def main(connection: Connection, request: dict[str, Any]) -> None:
    """Run the notebook of `request`, send its outcome over `connection`, and end."""
    os.setsid()
    threading.Thread(target=_end_with_server, args=(connection,), daemon=True).start()
    _print_to(request["log_path"])
    try:
        message = ("result", _run(connection, request))
    except BaseException as error:
        message = ("error", _failure(error))
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(message)
    # Without the exit handlers of libraries: the server ends the session.
    os._exit(0)


def _run(connection: Connection, request: dict[str, Any]) -> dict[str, Any]:
    source = Path(request["source_path"])
    folder = str(source.parent)
    os.chdir(folder)
    os.environ.update(request["environment"])
    sys.dont_write_bytecode = True
    sys.path.insert(0, folder)
    run_program = request["program"]
    packages = program.install(run_program) if run_program else []
    gateway = gateway_to(request["gateway_port"], request["gateway_secret"])
    session = gateway.jvm.lakehouse.sql.Sessions.get(request["task_run_id"])
    files = Files(gateway.jvm, session)
    if "connect" in request:
        spark = connect(request["connect"])
        serverless.restrict(folder)
    else:
        spark = attach(gateway, session, os.pathsep.join([*packages, folder]))
    dbutils = DBUtils(files, request["parameters"], request["task_values"])
    execution = Execution(spark, dbutils, lambda text: connection.send(("progress", text)))
    output = None
    try:
        if run_program:
            program.run(run_program, source, lambda: execution.run(source))
        else:
            execution.run(source)
    except NotebookExit as left:
        output = left.value
    return {
        "notebook_output": None if output is None else output[:_OUTPUT_LIMIT],
        "truncated": output is not None and len(output) > _OUTPUT_LIMIT,
        "task_values": dbutils.jobs.taskValues.own,
    }


def _failure(error: BaseException) -> dict[str, Any]:
    known = as_cluster_error(error)
    trace = "".join(_without_own_frames(error).format())
    print(trace, file=sys.stderr)
    own = isinstance(error, ClusterError)
    internal = known.error_code == "INTERNAL_ERROR"
    return {
        "error_code": known.error_code if own or not internal else "RUN_EXECUTION_ERROR",
        "message": known.message,
        "sql_state": known.sql_state,
        "trace": trace,
    }


def _without_own_frames(error: BaseException) -> traceback.TracebackException:
    """The trace as the notebook's author knows it: from the cell on."""
    own = str(Path(__file__).parent)
    whole = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = whole
    while part is not None:
        kept = [frame for frame in part.stack if not frame.filename.startswith(own)]
        part.stack = traceback.StackSummary.from_list(kept)
        part = part.__cause__ or part.__context__
    return whole


def _print_to(log_path: str) -> None:
    """Redirects the output of this process, and of those that it starts, to the task's log."""
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)


def _end_with_server(connection: Connection) -> None:
    """The server never sends: the connection's end is the server's."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)
