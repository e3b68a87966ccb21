"""A commit that loses a race is made again, and nothing else is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from lakehouse.runtime import conflicts

LOST = "[DELTA_CONCURRENT_APPEND.WITHOUT_HINT] Transaction conflict detected"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that were asked for, none of which is waited."""
    asked: list[float] = []
    monkeypatch.setattr(conflicts, "time", SimpleNamespace(sleep=asked.append))
    return asked


class Commit:
    """Fails so many times, then answers how often it was made."""

    def __init__(self, failures: int, message: str = LOST) -> None:
        self.failures, self.message, self.made = failures, message, 0

    def __call__(self) -> int:
        self.made += 1
        if self.made <= self.failures:
            raise RuntimeError(self.message)
        return self.made


def test_a_commit_is_made_again_until_it_wins(waits: list[float]) -> None:
    told: list[bool] = []
    lost = conflicts.ATTEMPTS - 1
    answer = conflicts.retried(Commit(lost), on_conflict=lambda: told.append(True))
    assert answer == conflicts.ATTEMPTS
    assert len(told) == len(waits) == lost
    assert all(0 <= wait <= conflicts.LONGEST_WAIT_SECONDS for wait in waits)
    assert len(set(waits)) == lost


def test_the_last_conflict_is_raised(waits: list[float]) -> None:
    commit = Commit(conflicts.ATTEMPTS)
    with pytest.raises(RuntimeError, match="DELTA_CONCURRENT_APPEND"):
        conflicts.retried(commit)
    assert commit.made == conflicts.ATTEMPTS
    assert len(waits) == conflicts.ATTEMPTS - 1


def test_what_is_no_conflict_is_raised_at_once(waits: list[float]) -> None:
    commit = Commit(1, "[TABLE_OR_VIEW_NOT_FOUND] no such table")
    with pytest.raises(RuntimeError, match="TABLE_OR_VIEW_NOT_FOUND"):
        conflicts.retried(commit)
    assert (commit.made, waits) == (1, [])
