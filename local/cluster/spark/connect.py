"""The Spark Connect server inside the workspace's Java process, for pipelines and serverless tasks.

Derby serves one JVM, so neither can have a separate Spark. The server starts with the first session
that is requested, listens on 127.0.0.1 alone, and answers only who knows its token.
"""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from cluster import principal

_SERVICE = "org.apache.spark.sql.connect.service.SparkConnectService"
_TOKEN = "spark.connect.authenticate.token"
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
        return {
            "SPARK_REMOTE": remote,
            "SPARK_CONNECT_AUTHENTICATE_TOKEN": self.token,
            "SPARK_CONNECT_MODE_ENABLED": "1",
        }


class ConnectServer:
    """Starts the server once in a process, and ends sessions of it."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self._token: str | None = None

    def connection(self, user: str, session_id: str) -> Connection:
        """Where a new session can be opened."""
        with _LOCK:
            if self._token is None:
                self._token = self._start()
        return Connection(self._service().localPort(), self._token, user, session_id)

    @contextmanager
    def session(self, user: principal.Principal) -> Iterator[Connection]:
        """A session whose queries run as a principal. It ends with the block."""
        connection = self.connection(user["user_name"], str(uuid.uuid4()))
        principals = self._spark._jvm.lakehouse.connect.SessionPrincipals
        # from the thread of this call
        principal.assume(self._spark, user)
        principals.open(connection.session_id)
        try:
            yield connection
        finally:
            self.close(connection)
            principals.close(connection.session_id)

    def close(self, connection: Connection) -> None:
        """Ends a session: its queries, its streams and the pipeline update that runs in it stop."""
        key = self._spark._jvm.org.apache.spark.sql.connect.service.SessionKey
        sessions = self._service().sessionManager()
        present = sessions.getIsolatedSessionIfPresent(key(connection.user, connection.session_id))
        if present.isDefined():
            present.get().removeAllPipelineExecutions()
            sessions.closeSession(key(connection.user, connection.session_id), False)

    def _start(self) -> str:
        configuration = self._spark._jvm.org.apache.spark.SparkEnv.get().conf()
        if configuration.contains(_TOKEN):
            # Spark has one server in a process
            return str(configuration.get(_TOKEN))
        token = secrets.token_hex(32)
        context = self._spark.sparkContext._jsc.sc()
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": "0",
            _TOKEN: token,
            "spark.connect.grpc.interceptor.classes": "lakehouse.connect.SessionPrincipals",
        }
        for key, value in settings.items():
            configuration.set(key, value)
        getattr(self._spark._jvm, _SERVICE).start(context)
        return token

    def _service(self) -> Any:
        return getattr(getattr(self._spark._jvm, f"{_SERVICE}$"), "MODULE$")
