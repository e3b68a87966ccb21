"""Streams whose source has lost versions or files, by VACUUM or the retention of its log.

What the lost changes touched is unknown, so that all is computed again from the source: once, by a
batch that reads no rows. The stream then continues from the latest version. A checkpoint that
refers to a deleted version cannot be continued: the stream continues with a new one, in a folder
within the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime.batch_reports import BatchReports
from lakehouse.runtime.counts import TableCounts, add
from lakehouse.runtime.session_settings import set_for_now
from lakehouse.runtime.streams import (
    AVAILABLE_NOW,
    NO_HOOKS,
    Batch,
    BatchHooks,
    Outcome,
    each_batch,
    is_checkpoint,
)

RECOMPUTED = "recomputed: change files of the source were lost"
"""The user metadata of the commits of a recomputation, as DESCRIBE HISTORY shows it."""

_USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata"
_LOST = re.compile(
    r"DELTA_MISSING_FILES_UNEXPECTED_VERSION|DELTA_TRUNCATED_TRANSACTION_LOG"
    r"|DELTA_LOG_FILE_NOT_FOUND|DELTA_VERSION_NOT_FOUND|DELTA_FILE_NOT_FOUND"
    r"|DELTA_CHANGE_DATA_FILE_NOT_FOUND|DELTA_MISSING_CHANGE_DATA"
    r"|FILE_NOT_EXIST|FileNotFoundException"
)
"""Errors of a stream whose source has lost versions, or files of them: classes of Delta's
`delta-error-classes.json`, among them DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE."""

Changes = Callable[[bool], DataFrame]
"""Returns the stream of changes; the argument is the option `failOnDataLoss` of its sources."""

Work = Callable[[SparkSession, DataFrame, Batch], TableCounts]
Recompute = Callable[[SparkSession], TableCounts]


def each_batch_of_changes(
    changes: Changes,
    work: Work,
    recompute: Recompute,
    *,
    catalog: str,
    checkpoint: str,
    trigger: str,
    job_run_id: str = "",
    hooks: BatchHooks = NO_HOOKS,
) -> TableCounts:
    """Does `work` for each batch; where changes are lost, `recompute` in their place, once.

    Returns the sum of their counts. A loss within `recompute` is raised: then files of the source
    itself are missing, and not those of its history.
    """
    stage = PurePosixPath(checkpoint).name
    start = partial(each_batch, catalog=catalog, stage=stage, job_run_id=job_run_id, hooks=hooks)
    total: TableCounts = {}
    while True:
        stream = changes(True)
        number = _latest_number(stream.sparkSession, checkpoint)
        folder = _folder(checkpoint, number)
        is_restart = number > 0
        try:
            each = _after_restart(work, recompute) if is_restart else work
            done = start(stream, _outcomes(each), checkpoint=folder, trigger=trigger)
            add(total, done.counts)
            return total
        except Exception as failure:
            if not is_loss(failure):
                raise
            print(f"{checkpoint}: change files of the source are lost. Computing all again")
        recomputed = _passed_over(start, changes(False), recompute, folder)
        if recomputed is None:
            folder = _folder(checkpoint, number + 1)
            recomputed = _passed_over(start, changes(False), recompute, folder)
        if recomputed is None:
            # the source is empty, so that no batch has come
            recomputed = _recompute(stream.sparkSession, recompute)
        add(total, recomputed)
        if trigger == AVAILABLE_NOW:
            return total


def is_loss(failure: BaseException) -> bool:
    """Returns true for the loss of versions or files, as opposed to other failures of a stream."""
    return _LOST.search(str(failure)) is not None


def _passed_over(
    start: Callable[..., Outcome], changes: DataFrame, recompute: Recompute, checkpoint: str
) -> TableCounts | None:
    """Reads the stream to its end without its rows, and computes all in its first batch.

    Returns none if there was no such batch, or the checkpoint refers to versions that are deleted.
    A batch counts as read after its work: stopped on the way, the next run computes all again.
    """
    reports = BatchReports(checkpoint)
    work = _outcomes(_in_first_batch(recompute))
    try:
        done = start(changes, work, checkpoint=checkpoint, trigger=AVAILABLE_NOW, reports=reports)
    except Exception as failure:
        if reports.begun or not is_loss(failure):
            raise
        return None
    return done.counts if reports.begun else None


def _in_first_batch(recompute: Recompute) -> Work:
    """Computes all in the first batch that the process of the work receives."""
    begun: list[int] = []

    def done(session: SparkSession, _rows: DataFrame, batch: Batch) -> TableCounts:
        if begun:
            return {}
        begun.append(batch.batch_id)
        return _recompute(session, recompute)

    return done


def _outcomes(work: Work) -> Callable[[SparkSession, DataFrame, Batch], Outcome]:
    return lambda session, rows, batch: Outcome(work(session, rows, batch))


def _after_restart(work: Work, recompute: Recompute) -> Work:
    """The work of a stream that was restarted: its first batch is the whole source."""

    def done(session: SparkSession, rows: DataFrame, batch: Batch) -> TableCounts:
        if batch.batch_id == 0:
            return _recompute(session, recompute)
        return work(session, rows, batch)

    return done


def _recompute(session: SparkSession, recompute: Recompute) -> TableCounts:
    with set_for_now(session, _USER_METADATA, RECOMPUTED):
        return recompute(session)


def _latest_number(spark: SparkSession, checkpoint: str) -> int:
    """The number of restarts of a stream."""
    number = 0
    while is_checkpoint(spark, _folder(checkpoint, number + 1)):
        number += 1
    return number


def _folder(checkpoint: str, number: int) -> str:
    return f"{checkpoint}/restart-{number}" if number else checkpoint
