"""The page of dashboards that `lakehouse open` serves."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def opened_page(repository: Path, environment: Mapping[str, str], *options: str) -> Iterator[str]:
    """The address of the page, which is served until the block ends."""
    page = subprocess.Popen(
        [str(repository / "cli/bin/lakehouse.mjs"), "open", "--no-browser", *options],
        cwd=repository,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = page.stdout.readline() if page.stdout else ""
        found = re.match(r"(http://127\.0\.0\.1:\d+)/", line)
        assert found, line
        yield found[1]
    finally:
        page.terminate()
        assert page.wait(20) == 0
