"""What is under way, by the id that a cancel names."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cluster.errors import ClusterError

Stop = Callable[[], None]


class Cancelled(ClusterError):
    """The reply of a request that was cancelled."""

    def __init__(self, what: str) -> None:
        super().__init__("CANCELED", f"{what} was canceled")


class Work:
    """One piece of work: it can be cancelled before, while and after it can be stopped."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._stop: Stop | None = None
        self.cancelled = False

    def on_cancel(self, stop: Stop) -> None:
        """Sets the function that stops it, known once it has begun."""
        with self._lock:
            self._stop = stop
            late = self.cancelled
        if late:
            raise Cancelled(self._name)

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            stop = self._stop
        if stop:
            stop()


class Registry:
    """All work under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._work: dict[str, Work] = {}

    @contextmanager
    def begun(self, identifier: str, name: str) -> Iterator[Work]:
        """Work that can be cancelled for as long as the block runs; then its error says so."""
        work = Work(name)
        with self._lock:
            if identifier in self._work:
                raise ClusterError("BAD_REQUEST", f"{name} is under way already")
            self._work[identifier] = work
        try:
            yield work
        except Exception as error:
            if work.cancelled and not isinstance(error, Cancelled):
                raise Cancelled(name) from error
            raise
        finally:
            with self._lock:
                del self._work[identifier]

    def cancel(self, identifier: str) -> bool:
        """Returns true if such work existed."""
        with self._lock:
            work = self._work.get(identifier)
        if work:
            work.cancel()
        return work is not None

    def cancel_all(self) -> None:
        with self._lock:
            everything = list(self._work.values())
        for work in everything:
            work.cancel()
