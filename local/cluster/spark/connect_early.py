"""A streaming worker of Spark Connect that connects to Java before it imports PySpark.

Java waits 10 seconds for the connection (`PythonWorkerFactory.createSimpleWorker`), and the worker
of PySpark imports pandas, Arrow and gRPC before it connects. `pyspark.worker_util` has the same
handshake.
"""

import os
import runpy
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


def main() -> None:
    """Run the module of the first argument as PySpark's worker."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    file = _connected()

    import pyspark.worker_util

    @contextmanager
    def connection(timeout: int | None = None) -> Iterator[IO]:
        try:
            yield file
        finally:
            file.close()

    pyspark.worker_util.get_sock_file_to_executor = connection
    runpy.run_module(sys.argv[1], run_name="__main__")


def _end_with(parent: int) -> None:
    """Ends this process when Java has ended: its client would repeat requests for minutes."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _connected() -> IO:
    path = os.environ.get("PYTHON_WORKER_FACTORY_SOCK_PATH")
    if path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(path)
    else:
        port = int(os.environ["PYTHON_WORKER_FACTORY_PORT"])
        connection = socket.create_connection(("127.0.0.1", port))
    file = connection.makefile("rwb", 65536)
    if not path:
        secret = os.environ["PYTHON_WORKER_FACTORY_SECRET"].encode()
        file.write(struct.pack("!i", len(secret)) + secret)
        file.flush()
        (length,) = struct.unpack("!i", file.read(4))
        if file.read(length) != b"ok":
            raise SystemExit("Java refused the connection")
    file.write(struct.pack("!i", os.getpid()))
    file.flush()
    return file


if __name__ == "__main__":
    # modules of this folder are no modules of the worker
    sys.path.pop(0)
    main()
