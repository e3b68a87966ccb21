"""The engine's own functions: they need no grant, and no function of a user can hide them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cluster.access.words import listed_words, words

_LIST = Path(__file__).with_name("builtin_functions.txt")

# parts of the grammar that look like functions
_GRAMMAR = words(
    """
    all dec numeric char character varchar timediff timestampadd timestampdiff try_cast
    """
)
# the platform's, which the local workspace adds
_PLATFORM = frozenset(("ai_query", "is_account_group_member", "is_member"))


@cache
def engine_functions() -> frozenset[str]:
    """The names that Spark lists as system functions."""
    return listed_words(_LIST)


def is_builtin(name: str) -> bool:
    """Returns true for a function of the engine, by its name in lower case."""
    return name in engine_functions() or name in _GRAMMAR or name in _PLATFORM
