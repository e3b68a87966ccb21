"""Reports of the batches of a stream to the process that started it.

On Spark Connect the function of `foreachBatch` is pickled and runs in another process, which has no
access to variables of the first (pyspark, `DataStreamWriter.foreachBatch`; Databricks
documentation, "Use foreachBatch to write to arbitrary data sinks"). A copy of `BatchReports`
therefore writes each report as a file beside the checkpoint, and the original reads the files after
the stream has ended. Without Spark Connect there is no copy, and no file.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime import errors
from lakehouse.runtime.counts import TableCounts, add


@dataclass(frozen=True)
class BatchReport:
    """Outcome of the work on one batch."""

    batch_id: int
    counts: TableCounts = field(default_factory=dict[str, Counter[str]])
    passed_over: Sequence[Exception] = ()
    """Failures that do not end the stream."""
    failure: BaseException | None = None
    """The failure that ended the stream."""


class BatchReports:
    """The reports of the batches of one run of a stream, in the process that started it."""

    def __init__(self, checkpoint: str) -> None:
        self._checkpoint = checkpoint
        self._folder = f"{checkpoint}_reports"
        self._run_id = uuid.uuid4().hex
        self._stream_id: Future[str] = Future()
        self._reports: list[BatchReport] = []
        self._is_copied = False

    def __reduce__(self) -> tuple[Any, ...]:
        self._is_copied = True
        return CopiedReports, (self._checkpoint, self._folder, self._run_id)

    @property
    def begun(self) -> bool:
        """True if the work on a batch has begun."""
        return bool(self._reports)

    def prepare(self, stream: DataFrame) -> None:
        """Removes the files of earlier runs. The function of the batches has been set before."""
        if self._is_copied:
            _empty(stream.sparkSession, self._folder)

    def started(self, stream_id: str) -> None:
        """Sets the id of the stream, for which the first batch waits."""
        self._stream_id.set_result(stream_id)

    def stream_id(self, _session: SparkSession) -> str:
        """The id of the stream."""
        return self._stream_id.result()

    def add(self, _session: SparkSession, report: BatchReport) -> None:
        """Adds the report of a batch. Those of a stream that runs on are summed up."""
        if self._reports and report.failure is None and self._reports[-1].failure is None:
            last = self._reports.pop()
            counts: TableCounts = {}
            for one in (last, report):
                add(counts, one.counts)
            passed_over = (*last.passed_over, *report.passed_over)
            report = BatchReport(report.batch_id, counts, passed_over)
        self._reports.append(report)

    def read(self, stream: DataFrame) -> list[BatchReport]:
        """The reports in the order of the batches, after the stream has ended."""
        if self._is_copied and not self._reports:
            self._reports = _read(stream.sparkSession, self._folder, self._run_id)
            # the text of an error may quote the data
            if any(report.failure or report.passed_over for report in self._reports):
                _empty(stream.sparkSession, self._folder)
        return self._reports


class CopiedReports:
    """Reports of batches that run in another process than the one that started the stream."""

    def __init__(self, checkpoint: str, folder: str, run_id: str) -> None:
        self._checkpoint = checkpoint
        self._folder = folder
        self._run_id = run_id
        self._stream_id = ""

    def stream_id(self, session: SparkSession) -> str:
        """The id of the stream, which Spark writes to the checkpoint before the first batch."""
        if not self._stream_id:
            rows = session.read.text(f"{self._checkpoint}/metadata").collect()
            self._stream_id = json.loads(rows[0]["value"])["id"]
        return self._stream_id

    def add(self, session: SparkSession, report: BatchReport) -> None:
        """Writes the report of a batch as a file."""
        text = json.dumps(
            {
                "run_id": self._run_id,
                "batch_id": report.batch_id,
                "counts": report.counts,
                "passed_over": [errors.described(one) for one in report.passed_over],
                "failure": report.failure and errors.described(report.failure),
            }
        )
        rows = session.createDataFrame([(text,)], "value STRING").coalesce(1)
        rows.write.mode("append").text(self._folder)


def _empty(spark: SparkSession, folder: str) -> None:
    spark.createDataFrame([], "value STRING").write.mode("overwrite").text(folder)


def _read(spark: SparkSession, folder: str, run_id: str) -> list[BatchReport]:
    found = (json.loads(row["value"]) for row in spark.read.text(folder).collect())
    by_batch = {one["batch_id"]: one for one in found if one["run_id"] == run_id}
    return [
        BatchReport(
            batch_id,
            {table: Counter(numbers) for table, numbers in one["counts"].items()},
            tuple(errors.restored(failure) for failure in one["passed_over"]),
            one["failure"] and errors.restored(one["failure"]),
        )
        for batch_id, one in sorted(by_batch.items())
    ]
