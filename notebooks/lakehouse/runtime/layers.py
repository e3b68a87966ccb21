"""Where silver and gold are: in the schemas of those names, or for a while in another one.

A rebuild runs the very merges of the pipeline; only the schema that they write to is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_LAYER = re.compile(r"(?<![\w'])(silver|gold)\.(?=[a-z_])")

# Of the process, not of the thread: what a stream does with its batches, it does in another thread.
_elsewhere: str | None = None


@contextmanager
def built_in(schema: str) -> Iterator[None]:
    """Has tables of silver and gold read and written in `schema` until the block ends."""
    global _elsewhere
    if _elsewhere is not None:
        raise RuntimeError(f"layers: already redirected to {_elsewhere}, got {schema}")
    _elsewhere = schema
    try:
        yield
    finally:
        _elsewhere = None


def located(text: str) -> str:
    """A table's two-part name, or SQL that has such names, with the schemas of now."""
    return text if _elsewhere is None else moved(text, _elsewhere)


def is_redirected() -> bool:
    """True while writes go to a copy, which is compared with the tables."""
    return _elsewhere is not None


def moved(text: str, schema: str) -> str:
    """The same with the tables of silver and gold in `schema`; the text of a literal stays."""
    return _LAYER.sub(f"{schema}.", text)
