"""Generated calls, with the defects that documents of users have."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]


def generate(folder: Path, *options: str) -> dict[str, Any]:
    """Writes calls, deals and reps to a folder. Returns what they hold, and the rows to expect."""
    done = subprocess.run(
        ["node", "--import", "tsx", "tools/sample-calls.ts", "--out", str(folder), *options],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return json.loads(done.stdout.splitlines()[-1])
