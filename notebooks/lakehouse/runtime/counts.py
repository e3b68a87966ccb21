"""Changes of a run to each table, as the exit value of a notebook reports them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

TableCounts = dict[str, Counter[str]]
"""For each table: records read and quarantined, rows inserted, updated and deleted."""


def add(total: TableCounts, more: Mapping[str, Mapping[str, int]]) -> None:
    """Adds the counts of a batch to those of a run."""
    for table, counts in more.items():
        total.setdefault(table, Counter()).update(counts)
