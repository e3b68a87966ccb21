"""The methods of the protocol, each request on a separate thread."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from pyspark.sql import SparkSession

from cluster import principal
from cluster.catalog import tables
from cluster.errors import ClusterError, as_cluster_error
from cluster.notebook.launcher import run_notebook
from cluster.pipelines.update import run_update
from cluster.protocol import Channel, lines
from cluster.spark.connect import ConnectServer
from cluster.spark.session import name_separate_catalogs
from cluster.sql import sql_file, statements
from cluster.sql.authorization import Authorization
from cluster.sql.catalog_names import names_of
from cluster.sql.platform_sql import require_catalog
from cluster.work import Registry

_STARTED = time.monotonic()


class Params(dict[str, Any]):
    """The parameters of a request; one that is missing is the caller's error."""

    def __missing__(self, name: str) -> Any:
        raise ClusterError("BAD_REQUEST", f"the parameter {name} is missing")


class Server:
    """Serves one workspace's Spark."""

    def __init__(self, spark: SparkSession, channel: Channel) -> None:
        self._spark = spark
        self._java: subprocess.Popen[bytes] = spark.sparkContext._gateway.proc
        self._is_closing = False
        self._channel = channel
        self._registry = Registry()
        self._naming = threading.Lock()
        self._authorization = Authorization(spark, channel)
        self._connect = ConnectServer(spark)
        self._methods: dict[str, Callable[[Params], Any]] = {
            "ping": self._ping,
            "decide": self._authorization.decide,
            "execute_statement": self._execute_statement,
            "cancel": self._cancel,
            "name_separate_catalogs": self._name_separate_catalogs,
            "create_schema": self._create_schema,
            "drop_schema": self._drop_schema,
            "describe_table": self._describe_table,
            "list_tables": self._list_tables,
            "run_notebook": self._run_notebook,
            "run_sql_file": self._run_sql_file,
            "run_pipeline_update": self._run_pipeline_update,
            "drop_tables": self._drop_tables,
        }

    def serve(self, requests: BinaryIO) -> None:
        """Answer requests until no more can come, or Java has ended."""
        threading.Thread(target=self._end_with_java, daemon=True).start()
        self._channel.send(
            {
                "event": "ready",
                "spark_version": self._spark.version,
                "seconds": round(time.monotonic() - _STARTED, 1),
            }
        )
        for request in lines(requests):
            if isinstance(request, str):
                error = ClusterError("BAD_REQUEST", request)
                self._channel.send({"id": None, "error": error.reply()})
                continue
            threading.Thread(target=self._answer, args=(request,), daemon=True).start()

    def close(self) -> None:
        """End notebooks, then Java, which lets go of the catalog."""
        self._is_closing = True
        self._registry.cancel_all()
        java = self._java
        java.stdin.close()
        try:
            java.wait(timeout=8)
        except Exception:
            java.kill()
            java.wait()

    def _end_with_java(self) -> None:
        """End this process when Java was killed or ran out of memory: the API starts another."""
        code = self._java.wait()
        if not self._is_closing:
            print(f"Java ended with exit code {code}", file=sys.stderr, flush=True)
            os._exit(1)

    def _answer(self, request: dict[str, Any]) -> None:
        reply: dict[str, Any] = {"id": request.get("id")}
        try:
            method = self._methods.get(request.get("method", ""))
            if method is None:
                raise ClusterError("BAD_REQUEST", f"no such method: {request.get('method')}")
            reply["result"] = method(Params(request.get("params") or {}))
        except BaseException as error:
            reply["error"] = as_cluster_error(error).reply()
        self._channel.send(reply)

    def _ping(self, _: Params) -> dict[str, Any]:
        uptime = round(time.monotonic() - _STARTED, 1)
        return {"spark_version": self._spark.version, "uptime_seconds": uptime}

    def _cancel(self, params: Params) -> dict[str, Any]:
        return {"cancelled": self._registry.cancel(params["id_to_cancel"])}

    def _execute_statement(self, params: Params) -> dict[str, Any]:
        identifier = params["statement_id"]
        with self._registry.begun(identifier, f"Statement {identifier}") as work:
            runner = self._runner(params, "statement_id")
            work.on_cancel(runner.session.interruptAll)
            statements.set_defaults(runner.session, params.get("catalog"), params.get("schema"))
            folder = params.get("arrow_folder")
            return runner.run(
                params["statement"],
                params.get("parameters") or [],
                params.get("row_limit"),
                params.get("byte_limit"),
                folder and Path(folder),
            )

    def _name_separate_catalogs(self, params: Params) -> dict[str, Any]:
        with self._naming:
            name_separate_catalogs(self._spark, params["names"])
        return {}

    def _create_schema(self, params: Params) -> dict[str, Any]:
        require_catalog(params["catalog"], names_of(self._spark))
        tables.create_schema(
            self._spark, params["catalog"], params["schema"], params.get("comment")
        )
        return {}

    def _drop_schema(self, params: Params) -> dict[str, Any]:
        require_catalog(params["catalog"], names_of(self._spark))
        cascade = bool(params.get("cascade"))
        tables.drop_schema(self._spark, params["catalog"], params["schema"], cascade)
        return {}

    def _describe_table(self, params: Params) -> dict[str, Any]:
        return tables.describe(self._spark, params["full_name"])

    def _list_tables(self, params: Params) -> dict[str, Any]:
        require_catalog(params["catalog"], names_of(self._spark))
        return {"tables": tables.list_tables(self._spark, params["catalog"], params["schema"])}

    def _run_notebook(self, params: Params) -> dict[str, Any]:
        identifier = params["task_run_id"]
        with self._registry.begun(identifier, f"Task run {identifier}") as work:
            return run_notebook(
                self._spark, self._connect, params, work, self._progress(identifier)
            )

    def _run_sql_file(self, params: Params) -> dict[str, Any]:
        identifier = params["task_run_id"]
        with self._registry.begun(identifier, f"Task run {identifier}") as work:
            runner = self._runner(params, "task_run_id")
            work.on_cancel(runner.session.interruptAll)
            return sql_file.run(runner, params, work, self._progress(identifier))

    def _run_pipeline_update(self, params: Params) -> dict[str, Any]:
        identifier = params["task_run_id"]
        with self._registry.begun(identifier, f"Update {params['update_id']}") as work:
            return run_update(self._connect, params, work, self._progress(identifier))

    def _drop_tables(self, params: Params) -> dict[str, Any]:
        tables.drop(self._spark, params["full_names"])
        return {}

    def _runner(self, params: Params, work: str) -> statements.Runner:
        """A new session of the request's principal, whose statements are authorized."""
        user = params["principal"]
        principal.assume(self._spark, user)
        caller = {"principal": user["user_name"], work: params[work]}
        return statements.Runner(self._spark.newSession(), self._authorization, caller)

    def _progress(self, task_run_id: str) -> Callable[[str], None]:
        def send(message: str) -> None:
            event = {"event": "progress", "task_run_id": task_run_id, "message": message}
            self._channel.send(event)

        return send
