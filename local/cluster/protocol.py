"""The wire: one JSON object a line."""

import json
import os
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO


class Channel:
    """Where replies and events go; whole lines, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._out = os.fdopen(descriptor, "wb")
        self._lock = threading.Lock()

    @classmethod
    def take_standard_output(cls) -> "Channel":
        """A channel on standard output; what prints from now on goes to standard error."""
        own = os.dup(1)
        os.set_inheritable(own, False)
        os.dup2(2, 1)
        return cls(own)

    def send(self, message: dict[str, Any]) -> None:
        """Send one object. A closed pipe is no error: the process ends soon after it."""
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n"
        with self._lock:
            try:
                self._out.write(line.encode())
                self._out.flush()
            except (BrokenPipeError, ValueError):
                pass


def lines(stream: BinaryIO) -> Iterator[dict[str, Any] | str]:
    """The objects that arrive, until the stream closes; for a line that is none, what is wrong."""
    for line in iter(stream.readline, b""):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except ValueError as error:
            yield f"a request must be one JSON object a line: {error}"
            continue
        yield message if isinstance(message, dict) else "a request must be a JSON object"
