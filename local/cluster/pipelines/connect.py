"""The Spark Connect server inside the workspace's Java process: what pipelines are defined through.

Derby serves one JVM, so a pipeline cannot have a separate Spark. It starts with the first update
that asks for it, listens on 127.0.0.1 alone, and answers only who knows its token.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

_SERVICE = "org.apache.spark.sql.connect.service.SparkConnectService"
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Connection:
    """One session of the server, before it is opened."""

    port: int
    token: str
    user: str
    session_id: str

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a client's process; the token is in no command line."""
        # only to `localhost` does the client send a token without TLS
        remote = f"sc://localhost:{self.port}/;user_id={self.user};session_id={self.session_id}"
        return {"SPARK_REMOTE": remote, "SPARK_CONNECT_AUTHENTICATE_TOKEN": self.token}


class ConnectServer:
    """Starts the server once, and ends sessions of it."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self._token: str | None = None

    def connection(self, user: str, session_id: str) -> Connection:
        """Where a new session can be opened."""
        with _LOCK:
            if self._token is None:
                self._token = self._start()
        return Connection(self._service().localPort(), self._token, user, session_id)

    def close(self, connection: Connection) -> None:
        """Ends a session: the pipeline update that runs in it stops."""
        key = self._spark._jvm.org.apache.spark.sql.connect.service.SessionKey
        sessions = self._service().sessionManager()
        present = sessions.getIsolatedSessionIfPresent(key(connection.user, connection.session_id))
        if present.isDefined():
            present.get().removeAllPipelineExecutions()
            sessions.closeSession(key(connection.user, connection.session_id), False)

    def _start(self) -> str:
        token = secrets.token_hex(32)
        context = self._spark.sparkContext._jsc.sc()
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": "0",
            "spark.connect.authenticate.token": token,
        }
        configuration = self._spark._jvm.org.apache.spark.SparkEnv.get().conf()
        for key, value in settings.items():
            configuration.set(key, value)
        getattr(self._spark._jvm, _SERVICE).start(context)
        return token

    def _service(self) -> Any:
        return getattr(getattr(self._spark._jvm, f"{_SERVICE}$"), "MODULE$")
