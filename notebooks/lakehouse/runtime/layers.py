"""Location of silver and gold: in the schemas of those names, or copies in another schema.

A rebuild runs the very merges of the pipeline; only the schema that they write to is another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LAYER = re.compile(r"(?<![\w'])(silver|gold)\.(?=[a-z_])")


@dataclass(frozen=True)
class Layers:
    """The tables of silver and gold that statements read and write."""

    copies: str | None = None
    """The schema that has copies of all of them. @default - the tables themselves"""

    @property
    def are_copies(self) -> bool:
        """True if statements read and write copies, which are compared with the tables."""
        return self.copies is not None

    def located(self, text: str) -> str:
        """A table's two-part name, or SQL with such names, by location; literals are unchanged."""
        return text if self.copies is None else _LAYER.sub(f"{self.copies}.", text)


LIVE = Layers()
"""The tables themselves."""
