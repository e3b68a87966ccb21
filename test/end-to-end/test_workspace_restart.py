"""A workspace keeps its state over a restart.

By its name the last file of the folder: after a restart Java compiles everything again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .workspace_state import plan, row_counts

if TYPE_CHECKING:
    from conftest import LocalWorkspace


def test_state_survives_a_restart(governed: LocalWorkspace) -> None:
    before = row_counts(governed)
    assert before["silver.conversations"] > 0
    port = governed.host.rsplit(":", 1)[1]
    governed.lakehouse("down")
    governed.lakehouse("up", "--port", port)
    assert row_counts(governed) == before
    done = plan(governed)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
