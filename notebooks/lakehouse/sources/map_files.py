"""The part of `lakehouse map` in Python: reads a request, and prints the outcomes.

The request on standard input is JSON: `sources` of the contracts, `texts` of the documents, and
`source`, the name of a mapping or null.
"""

from __future__ import annotations

import json
import sys

from .declarations import sources_of
from .mapping import Mapped, map_documents


def main() -> None:
    """Prints one outcome a line."""
    request = json.loads(sys.stdin.buffer.read())
    sources = sources_of(request["sources"])
    for outcome in map_documents(sources, request["texts"], request["source"]):
        if isinstance(outcome, Mapped):
            shown = {
                "source": outcome.source,
                "version": outcome.version,
                "document": outcome.document,
            }
        else:
            problems = [problem._asdict() for problem in outcome.problems]
            shown = {"source": outcome.source, "problems": problems}
        print(json.dumps(shown))


if __name__ == "__main__":
    main()
