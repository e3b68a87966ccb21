"""Writers that get in each other's way: a commit that lost the race is simply made again."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

ATTEMPTS = 12
"""How often a commit is tried: all stages of a job that always runs begin at once, each with a row
for the same table, and of those that write at a time one wins."""

LONGEST_WAIT_SECONDS = 8

_CONFLICT = re.compile(
    "DELTA_CONCURRENT_|DELTA_METADATA_CHANGED|DELTA_PROTOCOL_CHANGED"
    "|ConcurrentAppend|ConcurrentDelete"
)


def is_conflict(error: BaseException) -> bool:
    """Whether a commit failed because another writer's came first: nothing of it was written."""
    return _CONFLICT.search(str(error)) is not None


def retried(commit: Callable[[], _T], on_conflict: Callable[[], object] = lambda: None) -> _T:
    """What `commit` answers, which is tried again, later and later, where another writer won.

    Each wait is of a random length, so that those who lost together do not meet again. Tells
    `on_conflict` before it waits; raises the last conflict.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return commit()
        except Exception as error:
            if not is_conflict(error):
                raise
            on_conflict()
            time.sleep(random.uniform(0, min(LONGEST_WAIT_SECONDS, 0.2 * 2**attempt)))
    return commit()
