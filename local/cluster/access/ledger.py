"""Pointers from refused statements to the parity ledger."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_LEDGER = Path(__file__).resolve().parents[3] / "parity" / "ledger.json"
_PAGE = "docs/reference/parity.md"


def pointer(statement: str) -> str:
    """Names the entry of a statement, or reports that the product does not use the statement."""
    words = " ".join(statement.lower().split())
    entries = [entry for entry in _statements() if f"{words} ".startswith(f"{entry['match']} ")]
    if not entries:
        return f"See {_PAGE}: the product does not use the statement"
    entry = max(entries, key=lambda entry: len(entry["match"]))
    if "reason" not in entry:
        return f"See {_PAGE}, entry `{entry['match']}`"
    return f"See {_PAGE}: `{entry['match']}` is {entry['local']}: {entry['reason']}"


@cache
def _statements() -> list[dict[str, Any]]:
    entries = json.loads(_LEDGER.read_text(encoding="utf-8"))
    return [entry for entry in entries if entry["kind"] == "statement"]
