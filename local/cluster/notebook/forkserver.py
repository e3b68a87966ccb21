"""Where notebook processes come from: a process that has imported what they need, and forks."""

import multiprocessing
from multiprocessing import forkserver

context = multiprocessing.get_context("forkserver")


def begin() -> None:
    """Start it. It shares neither threads nor connections with this process."""
    context.set_forkserver_preload(["cluster.notebook.process"])
    forkserver.ensure_running()
