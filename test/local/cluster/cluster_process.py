"""The cluster as the API has it: a process that is spoken to over standard input and output."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOCAL = Path(__file__).resolve().parents[3] / "local"
ANN = {"user_name": "ann@example.com", "groups": ["data-engineers"]}
BOB = {"user_name": "bob@example.com", "groups": ["analysts"]}


class ClusterError(Exception):
    """The error of a reply."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.error = error

    @property
    def code(self) -> str:
        return self.error["error_code"]


class ClusterProcess:
    """`python -m cluster`, its replies by id, its events in order."""

    def __init__(self, home: Path, *, environment: dict[str, str] | None = None) -> None:
        self.home = home
        self.events: list[dict[str, Any]] = []
        self.decide: Callable[[dict[str, Any]], dict[str, Any]] = lambda asked: {}
        """Answer of the API to an event `authorize`; here every caller may do everything."""
        self._replies: dict[Any, dict[str, Any]] = {}
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._ended = False
        self._ids = itertools.count(1)
        home.mkdir(parents=True, exist_ok=True)
        self.log = home / "cluster-stderr.txt"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cluster", "--home", str(home), "--memory", "1g"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(LOCAL), **(environment or {})},
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, method: str, **params: Any) -> int:
        """Send a request; its id."""
        identifier = next(self._ids)
        self.send_line(json.dumps({"id": identifier, "method": method, "params": params}))
        return identifier

    def send_line(self, line: str) -> None:
        assert self.process.stdin
        with self._sending:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()

    def reply(self, identifier: int | None, timeout: float = 180) -> Any:
        """The result of a request; its error is raised."""
        with self._changed:
            self._changed.wait_for(lambda: identifier in self._replies or self._ended, timeout)
            assert identifier in self._replies, f"no reply; {self.log.read_text()[-4000:]}"
            message = self._replies.pop(identifier)
        if "error" in message:
            raise ClusterError(message["error"])
        return message["result"]

    def call(self, method: str, **params: Any) -> Any:
        return self.reply(self.send(method, **params))

    def event(self, name: str, timeout: float = 180, **members: Any) -> dict[str, Any]:
        """The first event of a name that has the given members."""

        def found() -> list[dict[str, Any]]:
            wanted = {"event": name, **members}.items()
            return [event for event in self.events if wanted <= event.items()]

        with self._changed:
            self._changed.wait_for(lambda: found() or self._ended, timeout)
            assert found(), f"no event {name}; {self.log.read_text()[-4000:]}"
            return found()[0]

    def sql(self, statement: str, *parameters: dict[str, Any], **params: Any) -> Any:
        """Run a statement as Ann."""
        defaults = {"principal": ANN, "statement_id": f"s{time.monotonic_ns()}"}
        return self.call(
            "execute_statement",
            **{**defaults, "statement": statement, "parameters": list(parameters), **params},
        )

    def rows(self, statement: str, *parameters: dict[str, Any], **params: Any) -> Any:
        return self.sql(statement, *parameters, **params)["rows"]

    def end(self) -> float:
        """Close its standard input; the seconds until it ended."""
        started = time.monotonic()
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)
        return time.monotonic() - started

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("event") == "authorize":
                decision_id = message["decision_id"]
                self.send("decide", decision_id=decision_id, **self.decide(message))
            with self._changed:
                if "event" in message:
                    self.events.append(message)
                else:
                    self._replies[message["id"]] = message
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    parents = [tuple(map(int, line.split())) for line in listing.splitlines()]
    found, level = [], {pid}
    while level:
        level = {child for child, parent in parents if parent in level}
        found += sorted(level)
    return found


def alive(pid: int) -> bool:
    """Returns true for a process that runs, and false for a zombie."""
    status = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return bool(status) and not status.startswith("Z")
