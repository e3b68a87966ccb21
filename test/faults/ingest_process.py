"""The ingest job in a separate process, and its end by SIGKILL at a chosen point."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .kill_points import CHECKPOINTS, KillPoint

CHILD = Path(__file__).with_name("ingest_child.py")
POLL_SECONDS = 0.001
LONGEST_RUN_SECONDS = 1800


class IngestFailed(AssertionError):
    """An ingest run ended with an error, which no earlier kill may cause."""


@dataclass(frozen=True)
class Killed:
    """Target that a kill hit."""

    stage: str
    step: str
    in_window: bool
    """True if Delta had rows of a batch that the checkpoint did not have as done."""


class IngestProcess:
    """`ingest_child.py`, or another child of its kind, under way."""

    def __init__(self, home: Path, steps: Iterable[str], child: Path = CHILD) -> None:
        self.home = home
        self.progress = home / "progress.txt"
        self.progress.unlink(missing_ok=True)
        self.log = home / "child.log"
        command = [sys.executable, str(child), str(home), str(self.progress), ",".join(steps)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def finish(self) -> None:
        """Waits for the end of a run that is left in peace."""
        code = self.process.wait(LONGEST_RUN_SECONDS)
        if code != 0:
            raise self._failed(code)

    def kill_at(self, point: KillPoint) -> Killed | None:
        """Kills at the point; None where no step was under way, as the run was quicker."""
        if not self._await(lambda: f"start {point.step}" in self._printed()):
            return None
        if point.files:
            before = self._files(point.files)
            # where the step writes nothing of that kind, its end is as good a moment
            self._await(lambda: self._files(point.files) - before, while_in=f"end {point.step}")
        time.sleep(point.delay_seconds)
        if self.process.poll() is not None:
            return None
        self._kill()
        return self._what_was_hit()

    def ended(self, step: str) -> bool:
        """True if a step ended."""
        return f"end {step}" in self._printed()

    def _await(self, happened, while_in: str | None = None) -> bool:
        deadline = time.monotonic() + LONGEST_RUN_SECONDS
        while time.monotonic() < deadline:
            if happened():
                return True
            if while_in and while_in in self._printed():
                return False
            code = self.process.poll()
            if code is not None:
                if code != 0:
                    raise self._failed(code)
                return bool(happened())
            time.sleep(POLL_SECONDS)
        self._kill()
        raise IngestFailed(f"an ingest run took more than {LONGEST_RUN_SECONDS} s; see {self.log}")

    def _files(self, pattern: str) -> set[tuple[str, int]]:
        """Files with their times, as one may be written again; a temporary one may be gone."""
        found = set()
        for path in self.home.glob(pattern):
            with suppress(FileNotFoundError):
                found.add((str(path), path.stat().st_mtime_ns))
        return found

    def _printed(self) -> list[str]:
        try:
            return self.progress.read_text().splitlines()
        except FileNotFoundError:
            return []

    def _kill(self) -> None:
        # Java first, and at once: what Python would still tell it must not be told.
        for pid in [*_java_of(self.process.pid), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def _what_was_hit(self) -> Killed | None:
        printed = self._printed()
        if not printed[-1].startswith("start "):
            return None
        step = printed[-1].removeprefix("start ")
        feed = step.removeprefix("ingest_") if step.startswith("ingest_") else None
        checkpoint = self.home / CHECKPOINTS / (f"land_{feed}" if feed else step)
        is_open = _latest(checkpoint / "offsets") > _latest(checkpoint / "commits")
        stage = "gold"
        if feed:
            landed = is_open and self._written_since(checkpoint, f"bronze.db/{feed}_raw")
            stage = "merge" if landed else "bronze" if is_open else "landing"
        return Killed(stage, step, is_open and self._written_since(checkpoint))

    def _written_since(self, checkpoint: Path, table: str = "*.db/*") -> bool:
        """True if a table has a commit after the start of the open batch."""
        offsets = checkpoint / "offsets" / str(_latest(checkpoint / "offsets"))
        began = offsets.stat().st_mtime_ns
        commits = self.home.glob(f"warehouse/{table}/_delta_log/*.json")
        return any(commit.stat().st_mtime_ns > began for commit in commits)

    def _failed(self, code: int) -> IngestFailed:
        text = self.log.read_text(errors="replace")[-6000:]
        return IngestFailed(f"an ingest run ended with {code} by itself:\n{text}")


def _latest(log: Path) -> int:
    """The number of the latest batch in a log of a checkpoint; -1 before the first."""
    if not log.exists():
        return -1
    return max((int(file.name) for file in log.iterdir() if file.name.isdigit()), default=-1)


def _java_of(pid: int) -> list[int]:
    """The processes that a process started, by /proc: quicker than to ask `ps`."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()]
