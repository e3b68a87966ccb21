"""Reports of batches: in the same process as they are, and from a copy by files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lakehouse.quality.rules import RuleFailed
from lakehouse.runtime import errors
from lakehouse.runtime.batch_reports import BatchReport, BatchReports
from lakehouse.runtime.errors import ReportedError, described, error_class, restored
from lakehouse.runtime.streams import Batch, Outcome, each_batch
from pyspark import cloudpickle
from pyspark.errors import PySparkException
from pyspark.sql.streaming.readwriter import DataStreamWriter

if TYPE_CHECKING:
    from pathlib import Path

    from ..small_lakehouse import SmallLakehouse

CONFLICT = "DELTA_CONCURRENT_APPEND"


@given(st.text())
def test_an_error_is_restored_with_its_class_and_text(text: str) -> None:
    error = restored(described(RuleFailed(text)))
    assert type(error) is RuleFailed
    assert str(error) == text


def test_an_error_of_spark_is_restored_with_its_condition() -> None:
    error = restored(described(PySparkException(message="x", errorClass=CONFLICT)))
    assert error_class(error) == CONFLICT
    assert str(error) == f"[{CONFLICT}] x"


class _OfTwo(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def test_an_error_that_cannot_be_created_has_its_name_and_text() -> None:
    error = restored(described(_OfTwo("a", "b")))
    assert isinstance(error, ReportedError)
    assert str(error) == "_OfTwo: a b"
    unknown = {"module": "no.such", "name": "Gone", "condition": None, "message": "x"}
    assert str(errors.restored(unknown)) == "Gone: x"


def test_reports_of_the_same_process_are_the_objects(tmp_path: Path) -> None:
    reports, failure = BatchReports(str(tmp_path / "stage")), KeyError("a")
    report = BatchReport(3, passed_over=(failure,))
    reports.prepare("stream")  # type: ignore[arg-type]
    reports.started("id")
    assert not reports.begun
    reports.add("session", report)  # type: ignore[arg-type]
    assert reports.begun
    assert reports.read("stream") == [report]  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def copied(reports: BatchReports) -> Any:
    return cloudpickle.loads(cloudpickle.dumps(reports))


def files(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.txt"))


def test_reports_of_a_copy_are_read_from_files(small: SmallLakehouse, tmp_path: Path) -> None:
    stream = small.spark.range(0)
    checkpoint = tmp_path / "stage"
    earlier = BatchReports(checkpoint.as_uri())
    of_earlier = copied(earlier)
    earlier.prepare(stream)
    of_earlier.add(small.spark, BatchReport(1, failure=ValueError("of an earlier run")))

    reports = BatchReports(checkpoint.as_uri())
    copy = copied(reports)
    reports.prepare(stream)
    of_earlier.add(small.spark, BatchReport(2, {"t": Counter(read=9)}))
    copy.add(small.spark, BatchReport(2, {"t": Counter(read=2)}))
    copy.add(small.spark, BatchReport(1, {"t": Counter(read=1)}, (KeyError("k"), ValueError("v"))))
    assert "of an earlier run" not in files(tmp_path / "stage_reports")

    first, second = reports.read(stream)
    assert (first.batch_id, first.counts) == (1, {"t": Counter(read=1)})
    assert [type(one) for one in first.passed_over] == [KeyError, ValueError]
    assert second == BatchReport(2, {"t": Counter(read=2)})
    assert reports.begun
    # the text of an error may quote the data
    assert files(tmp_path / "stage_reports") == ""


def merged(rows: Any, batch: Batch) -> Outcome:
    count = rows.count()
    if count == 3:
        raise RuleFailed("three rows")
    failures = (KeyError(batch.stream_id),) if count == 2 else ()
    return Outcome({"silver.deals": Counter(read=count)}, failures)


def test_the_work_of_a_stream_may_run_in_a_copy(
    small: SmallLakehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = DataStreamWriter.foreachBatch

    def foreach_batch(self: DataStreamWriter, func: Any) -> DataStreamWriter:
        return original(self, cloudpickle.loads(cloudpickle.dumps(func)))

    monkeypatch.setattr(DataStreamWriter, "foreachBatch", foreach_batch)
    spark, table = small.spark, "silver.copied"
    spark.sql(f"create or replace table {table} (id bigint) using delta")

    def run() -> Outcome:
        return each_batch(
            spark.readStream.option("maxFilesPerTrigger", 1).table(table),
            lambda _, rows, batch: merged(rows, batch),
            catalog="spark_catalog",
            checkpoint=(tmp_path / "stage").as_uri(),
            trigger="availableNow",
        )

    try:
        for count in (1, 2):
            spark.range(count).coalesce(1).write.mode("append").saveAsTable(table)
        outcome = run()
        assert outcome.counts == {"silver.deals": Counter(read=3)}
        (failure,) = outcome.failures
        stream_id = spark.read.json((tmp_path / "stage" / "metadata").as_uri()).first()["id"]
        assert (type(failure), failure.args[0].strip("'")) == (KeyError, stream_id)
        spark.range(3).coalesce(1).write.mode("append").saveAsTable(table)
        with pytest.raises(RuleFailed, match="^three rows$"):
            run()
    finally:
        spark.sql(f"drop table {table}")
