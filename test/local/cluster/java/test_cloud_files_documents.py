"""Content that the cloudFiles source reads: text, whole files, malformed JSON, metadata."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pyspark.errors import IllegalArgumentException, StreamingQueryException

from ..conftest import Landing, only


@pytest.fixture
def text(landing: Landing) -> Landing:
    """The same folder, read as text."""
    landing.options = {"cloudFiles.format": "text"}
    return landing


def test_text_is_one_row_a_line(text: Landing) -> None:
    text.land_bytes("één\ntwo\r\n\nlast".encode())
    assert [row["value"] for row in text.run()] == ["één", "two", "", "last"]


def test_line_separator(text: Landing) -> None:
    text.land_bytes(b"a\nb|c|")
    assert [row["value"] for row in text.run(lineSep="|")] == ["a\nb", "c"]


def test_whole_text_is_one_row_a_file_byte_for_byte(text: Landing) -> None:
    payload = '\ufeff{"a":\r\n  "ünï \\u0000 😀"}\n\n'
    text.land_bytes(payload.encode(), "x.json")
    row = only(text.run("value", "_metadata.file_size as size", wholeText="true"))
    assert row == {"value": payload, "size": len(payload.encode())}


def test_a_file_of_no_bytes_lands_as_a_row_of_its_own(text: Landing) -> None:
    text.land_bytes(b"", "empty.json")
    text.land_bytes(b"{}", "full.json")
    rows = text.run("value", "_metadata.file_name as name", wholeText="true")
    assert {row["name"]: row["value"] for row in rows} == {"empty.json": "", "full.json": "{}"}


def test_text_has_a_fixed_schema(text: Landing) -> None:
    assert text.read().schema.simpleString() == "struct<value:string>"
    text.schema = "id int"
    with pytest.raises(IllegalArgumentException, match="of the format text must be one column"):
        text.read()


def test_metadata_is_a_hidden_column_with_the_volume_path(landing: Landing) -> None:
    file = landing.land({"id": 1}, name="2024-01/a b%20c.json", age_seconds=100)
    assert "_metadata" not in landing.read().columns
    row = only(landing.run("id", "_metadata"))
    metadata = row["_metadata"]
    assert metadata["file_path"] == file.replace(" ", "%20").replace("%20c", "%2520c")
    assert metadata["file_name"] == "a%20b%2520c.json"
    assert metadata["file_size"] == 10
    age = datetime.now(UTC) - metadata["file_modification_time"].replace(tzinfo=UTC)
    assert 95 < age.total_seconds() < 400


def test_a_malformed_document_goes_to_the_corrupt_record_column(landing: Landing) -> None:
    landing.schema = "id int, _corrupt_record string"
    landing.land({"id": 1}, '{"id": 2', {"id": 3})
    assert landing.run(rescuedDataColumn="left") == [
        {"id": 1, "_corrupt_record": None, "left": None},
        {"id": None, "_corrupt_record": '{"id": 2', "left": None},
        {"id": 3, "_corrupt_record": None, "left": None},
    ]


def test_modes_of_malformed_documents(landing: Landing) -> None:
    landing.schema = "id int"
    landing.land({"id": 1}, "not json", {"id": "x"})
    with pytest.raises(StreamingQueryException, match="MALFORMED_RECORD_IN_PARSING"):
        landing.run(mode="FAILFAST", rescuedDataColumn="left")
    rows = landing.run(mode="DROPMALFORMED", rescuedDataColumn="left")
    # With a rescued data column a type mismatch is no malformed document.
    assert [row["id"] for row in rows] == [1, None]
    assert json.loads(rows[1]["left"])["id"] == "x"


def test_bad_records_path_takes_malformed_documents_only(landing: Landing) -> None:
    landing.schema = "id int"
    bad = f"{landing.path}/bad"
    landing.land({"id": 1}, "not json", {"id": "x"})
    rows = landing.run(badRecordsPath=bad, rescuedDataColumn="left")
    assert [row["id"] for row in rows] == [1, None]
    written = [
        json.loads(line)
        for part in (landing.folder / "bad").glob("*/bad_records/part-*")
        for line in part.read_text().splitlines()
    ]
    assert only(written)["record"] == "not json"
    assert only(written)["path"].startswith(f"dbfs:{landing.path}/landing/")


def test_a_document_of_many_lines_and_an_array_of_documents(landing: Landing) -> None:
    landing.schema = "id int"
    landing.land_bytes(b'{\n "id": 1\n}')
    landing.land_bytes(b'[{"id": 2}, {"id": 3, "more": 1}]')
    rows = landing.run(multiLine="true", rescuedDataColumn="left")
    assert sorted(row["id"] for row in rows) == [1, 2, 3]
    assert json.loads(only([r["left"] for r in rows if r["left"]]))["more"] == 1


def test_batch_reading_is_refused(landing: Landing) -> None:
    landing.land({"id": 1})
    with pytest.raises(Exception, match="CF_INCORRECT_BATCH_USAGE"):
        landing.spark.read.format("cloudFiles").load(f"{landing.path}/landing")
