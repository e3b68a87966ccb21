"""Streams of changes whose source has lost change files, by VACUUM or the retention of its log.

What the lost changes touched is unknown, so that all is computed again from the source: once, by a
batch that passes over the lost versions. The checkpoint stays, and the stream goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession

from lakehouse.session_settings import set_for_now
from lakehouse.streams import AVAILABLE_NOW, Batch, each_batch

RECOMPUTED = "recomputed: change files of the source were lost"
"""The user metadata of the commits of a recomputation, as DESCRIBE HISTORY shows it."""

_USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata"
_LOST = re.compile(
    r"DELTA_MISSING_FILES_UNEXPECTED_VERSION|DELTA_TRUNCATED_TRANSACTION_LOG"
    r"|DELTA_CHANGE_DATA_FILE_NOT_FOUND|FILE_NOT_EXIST|FileNotFoundException"
)
"""Errors of a stream whose source has lost versions, or files of them (Delta, error classes)."""

Changes = Callable[[bool], DataFrame]
"""Returns the stream of changes; the argument is the option `failOnDataLoss` of its sources."""


def each_batch_of_changes(
    changes: Changes,
    work: Callable[[SparkSession, DataFrame, Batch], None],
    recompute: Callable[[SparkSession], None],
    *,
    catalog: str,
    checkpoint: str,
    trigger: str,
) -> int:
    """Does `work` for each batch; where changes are lost, `recompute` in their place, once.

    Returns the number of rows that the stream read. A second loss in the same pass is raised: then
    files of the source itself are missing, and not those of its history.
    """
    options = {"catalog": catalog, "checkpoint": checkpoint}
    while True:
        try:
            return each_batch(changes(True), work, trigger=trigger, **options)
        except Exception as failure:
            if not is_loss(failure):
                raise
            print(f"{checkpoint}: change files of the source are lost. Computing all again")
        _pass_over(changes(False), recompute, **options)
        if trigger == AVAILABLE_NOW:
            return 0


def is_loss(failure: BaseException) -> bool:
    """Tells the loss of versions or files from other failures of a stream."""
    return _LOST.search(str(failure)) is not None


def _pass_over(
    changes: DataFrame, recompute: Callable[[SparkSession], None], *, catalog: str, checkpoint: str
) -> None:
    """Reads the stream to its end without its rows, and computes all in its first batch.

    A batch counts as read after its work: stopped on the way, the next run computes all again.
    """
    done = False

    def work(session: SparkSession, _rows: DataFrame, _batch: Batch) -> None:
        nonlocal done
        if not done:
            with set_for_now(session, _USER_METADATA, RECOMPUTED):
                recompute(session)
            done = True

    each_batch(changes, work, catalog=catalog, checkpoint=checkpoint, trigger=AVAILABLE_NOW)
