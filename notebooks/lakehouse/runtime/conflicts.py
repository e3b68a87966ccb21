"""Writers that get in each other's way: a commit that lost the race is simply made again."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

ATTEMPTS = 12
"""Number of attempts of a commit. All stages of a continuous job start at once, each with a row
for the same table, and one of the concurrent writers wins."""

LONGEST_WAIT_SECONDS = 8

_CONFLICT = re.compile(
    "DELTA_CONCURRENT_|DELTA_METADATA_CHANGED|DELTA_PROTOCOL_CHANGED"
    "|ConcurrentAppend|ConcurrentDelete"
)


def is_conflict(error: BaseException) -> bool:
    """True if a commit failed because another writer won. Nothing of the commit was written."""
    return _CONFLICT.search(str(error)) is not None


def retried(commit: Callable[[], _T], on_conflict: Callable[[], object] = lambda: None) -> _T:
    """Returns the result of `commit`, which is repeated with growing waits if another writer won.

    The waits are random, so that writers that conflicted once do not conflict again. Calls
    `on_conflict` before each wait; raises the last conflict.
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
