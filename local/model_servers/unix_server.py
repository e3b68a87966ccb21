"""Serving an app on a Unix socket for as long as the process that started this one lives."""

import json
import os
import sys
import threading

import uvicorn


def serve(app: str | object, socket_path: str) -> None:
    """Serve until standard input ends; say on standard output when requests can come.

    A socket in a folder that only its user may enter, not a port: MLflow's servers know no tokens,
    the workspace API in front of them does.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server = _Server(uvicorn.Config(app, uds=socket_path, log_level="warning"))  # type: ignore[arg-type]
    server.run()


class _Server(uvicorn.Server):
    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        if self.started:
            print(json.dumps({"event": "ready"}), flush=True)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
