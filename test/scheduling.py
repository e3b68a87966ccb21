"""Order of test files on the two workers of `make test`: by what a file needs, the slowest first.

A Spark session costs 15 s to start and a deployed workspace a minute. So one worker keeps the
workspace and the other begins with Spark; the one that ends first takes files of the other kind
that need no second workspace.
"""

from __future__ import annotations

from collections.abc import Iterable

WORKSPACE = ("test/end-to-end/", "test/local/api/")
"""Files that share the session's workspace; in their order, as they share its tables."""

SELF_CONTAINED = (
    "test/lineage/",
    "test/contracts/",
    "test/end-to-end/test_bad_input.py",
    "test/end-to-end/test_getting_started.py",
    "test/end-to-end/test_promotion.py",
    "test/end-to-end/test_second_catalog.py",
    "test/end-to-end/test_serverless_jobs.py",
    "test/local/cluster/access/",
    "test/notebooks/model/test_evaluation.py",
    "test/notebooks/model/test_training.py",
    "test/notebooks/model/test_training_data.py",
    "test/notebooks/sources/",
    "test/test_scheduling.py",
    "test/tools/",
)
"""Files that need neither the session's workspace nor its Spark, but for those of `WITH_SPARK`."""

WITH_SPARK = ("test/local/cluster/access/test_engine_agreement.py",)

OF_THE_SESSION = "test/local/cluster/"
"""Files that test the Spark session itself: they run before others have changed its settings."""

SLOWEST = (
    "test/notebooks/ingest/test_any_order.py",
    "test/faults/test_faults.py",
    "test/notebooks/ingest/test_bad_documents.py",
    "test/notebooks/test_pipeline.py",
    "test/notebooks/recovery/test_restore.py",
    "test/notebooks/erasure/test_forget.py",
    "test/notebooks/maintenance/test_maintenance.py",
    "test/end-to-end/test_promotion.py",
)
"""Files that begin early: a long one at the end would keep the other worker waiting."""


def kind_of(file: str) -> str:
    """`workspace`, `spark` or `self-contained`."""
    if file.startswith(SELF_CONTAINED) and file not in WITH_SPARK:
        return "self-contained"
    return "workspace" if file.startswith(WORKSPACE) else "spark"


def next_file(waiting: Iterable[str], taken: Iterable[str], others: Iterable[str]) -> str | None:
    """The file that a worker takes next, or None when none is left for it.

    `taken` are the files that the worker has had, `others` those of the workers that are alive.
    """
    by_kind: dict[str, list[str]] = {"workspace": [], "spark": [], "self-contained": []}
    for file in waiting:
        by_kind[kind_of(file)].append(file)
    for kind in ("spark", "self-contained"):
        by_kind[kind].sort(key=_rank)
    kinds = ["spark", "self-contained"]
    if any(kind_of(file) == "workspace" for file in taken):
        kinds = ["workspace", "self-contained", "spark"]
    elif not any(kind_of(file) == "workspace" for file in others):
        kinds = ["workspace", *kinds]
    return next((by_kind[kind][0] for kind in kinds if by_kind[kind]), None)


def _rank(file: str) -> int:
    """The place of a file among those of its kind; files of one rank stay in their order."""
    if file.startswith(OF_THE_SESSION):
        return -1
    return SLOWEST.index(file) if file in SLOWEST else len(SLOWEST)
