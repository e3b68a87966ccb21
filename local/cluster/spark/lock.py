"""The lock on a workspace: its catalog serves one Java process at a time."""

import errno
import fcntl
import os
import time
from pathlib import Path
from typing import IO

# How long the Java process of a killed cluster may take to notice.
_PATIENCE_SECONDS = 20

_held: IO[str] | None = None


class Taken(RuntimeError):
    """Why the workspace cannot be had."""


def take(home: Path) -> None:
    """Make the workspace this process's own, until it and its Java process have ended."""
    global _held
    try:
        home.mkdir(parents=True, exist_ok=True)
        _held = open(home / "cluster.spark.lock", "a+")  # noqa: SIM115
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _locked(_held):
            owner = _owner(_held)
            if _alive(owner) or time.monotonic() > deadline:
                raise Taken(
                    f"the workspace {home} is in use by process {owner}: end that one first"
                )
            time.sleep(0.1)
        _held.truncate(0)
        _held.write(f"{os.getpid()}\n")
        _held.flush()
    except OSError as error:
        what = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise Taken(f"cannot write to the workspace {home}: {what}") from error


def descriptors() -> list[int]:
    """File that the Java process inherits, to hold the lock as long as it has the catalog open."""
    return [_held.fileno()] if _held else []


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _owner(file: IO[str]) -> int:
    file.seek(0)
    text = file.read().strip()
    return int(text) if text.isdigit() else 0


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
