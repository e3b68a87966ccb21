"""Sets of words, written as one text or listed in a file."""

from __future__ import annotations

from pathlib import Path


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def listed_words(file: Path) -> frozenset[str]:
    """The words of a file, apart from its lines of comment."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return words(" ".join(line for line in lines if not line.startswith("#")))
