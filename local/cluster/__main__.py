"""`python -m cluster --home DIR`: docs/explanation/architecture.md has the protocol."""

import argparse
import os
import signal
import sys
from pathlib import Path

from cluster.notebook import forkserver
from cluster.protocol import Channel
from cluster.server import Server
from cluster.spark.start import StartFailed, start


def main() -> int:
    """Start Spark, serve until standard input closes, end every process."""
    parser = argparse.ArgumentParser(prog="python -m cluster", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="folder of the workspace")
    parser.add_argument("--memory", default="4g", help="memory of the Java process (default 4g)")
    options = parser.parse_args()

    channel = Channel.take_standard_output()
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    try:
        spark = start(options.home.resolve(), options.memory)
    except StartFailed as failed:
        channel.send({"event": "failed", "message": str(failed)})
        return 1
    # Not sooner: what it imports would compete with the start of Java for the processor.
    forkserver.begin()
    server = Server(spark, channel)
    try:
        server.serve(sys.stdin.buffer)
    except SystemExit:
        pass
    finally:
        server.close()
        sys.stderr.flush()
        # Threads that wait for Java or for a notebook have nothing left to wait for.
        os._exit(0)


def _end(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
