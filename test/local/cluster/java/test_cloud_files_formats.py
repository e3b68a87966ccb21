"""Streams of CSV and Parquet files, and the columns of folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import IllegalArgumentException, StreamingQueryException

from ..conftest import Landing, only

WIDENING = "addNewColumnsWithTypeWidening"

Land = Callable[..., str]


def land_csv(landing: Landing, *lines: str, name: str = "") -> str:
    landing.options["cloudFiles.format"] = "csv"
    body = "".join(f"{line}\n" for line in lines)
    return landing.land_bytes(body.encode(), name or f"{len(body)}-{abs(hash(body))}.csv")


@pytest.fixture
def parquet(landing: Landing, tmp_path: Path) -> Land:
    """Lands a Parquet file of the rows of a query."""
    landing.options["cloudFiles.format"] = "parquet"

    def land(query: str, name: str = "") -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        landing.spark.sql(query).coalesce(1).write.parquet(folder.as_uri())
        written = only(list(folder.glob("*.parquet")))
        return landing.land_bytes(written.read_bytes(), name or f"{folder.name}.parquet")

    return land


def rescued(row: dict[str, Any]) -> dict[str, Any] | None:
    return None if row["_rescued_data"] is None else json.loads(row["_rescued_data"])


def test_columns_of_csv_are_text_by_the_header_of_each_file(landing: Landing) -> None:
    land_csv(landing, "id,amount,note", '1,2.50,"a, b"', "2,,")
    land_csv(landing, "note,id", "c,3")
    assert sorted(landing.run(), key=lambda row: row["id"]) == [
        {"id": "1", "amount": "2.50", "note": "a, b", "_rescued_data": None},
        {"id": "2", "amount": None, "note": None, "_rescued_data": None},
        {"id": "3", "amount": None, "note": "c", "_rescued_data": None},
    ]


def test_headers_in_several_letter_cases_are_one_column(landing: Landing) -> None:
    land_csv(landing, "id,Note", "1,a")
    land_csv(landing, "ID,note", "2,b")
    rows = landing.run(cloudFiles__schemaHints="id STRING, note STRING")
    found = [(row["id"], row["note"], rescued(row) or {}) for row in rows]
    assert [(key, note, (r.get("ID"), r.get("Note"))) for key, note, r in found] == [
        ("1", None, (None, "a")),
        (None, "b", ("2", None)),
    ]


def test_types_of_csv_are_inferred_where_asked_and_hints_come_first(landing: Landing) -> None:
    land_csv(landing, "id,mixed,amount,day", "1,2,2.50,2025-03-04")
    land_csv(landing, "id,mixed", "2,x")
    options = {
        "cloudFiles__inferColumnTypes": "true",
        "cloudFiles__schemaHints": "amount decimal(9,2)",
    }
    first, second = sorted(landing.run(**options), key=lambda row: row["id"])
    assert first == {
        "id": 1,
        "mixed": "2",
        "amount": Decimal("2.50"),
        "day": date(2025, 3, 4),
        "_rescued_data": None,
    }
    assert (second["id"], second["mixed"]) == (2, "x")


def test_csv_rescues_other_types_other_names_and_other_cases(landing: Landing) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "rescue"
    landing.options["cloudFiles.schemaHints"] = "id int"
    land_csv(landing, "id,note", "1,a")
    landing.run()
    file = land_csv(landing, "id,NOTE,more", "two,b,3")
    row = landing.run()[1]
    assert (row["id"], row["note"]) == (None, None)
    assert rescued(row) == {"id": "two", "NOTE": "b", "more": "3", "_file_path": file}


def test_a_malformed_line_of_csv_is_kept_where_the_stream_has_a_column_for_it(
    landing: Landing,
) -> None:
    landing.options["cloudFiles.schemaHints"] = "_corrupt_record string"
    land_csv(landing, "id,note", "1,a,b,c", "2,d")
    rows = landing.run()
    assert [row["_corrupt_record"] for row in rows] == ["1,a,b,c", None]


def test_files_of_csv_without_a_header_or_a_line(landing: Landing) -> None:
    landing.options["header"] = "false"
    land_csv(landing, "1,a")
    land_csv(landing)
    assert landing.run() == [{"_c0": "1", "_c1": "a", "_rescued_data": None}]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_add_new_columns_fails_once_and_continues(
    landing: Landing, parquet: Land, file_format: str
) -> None:
    def land(csv: list[str], query: str) -> None:
        if file_format == "csv":
            land_csv(landing, *csv)
        else:
            parquet(query)

    land(["id", "1"], "select '1' id")
    landing.run()
    land(["id,channel", "2,phone"], "select '2' id, 'phone' channel")
    with pytest.raises(StreamingQueryException, match=r"\[channel\].*automatic retry: true"):
        landing.run()
    assert landing.schema_versions() == [["id"], ["id", "channel"]]
    assert [(row["id"], row.get("channel")) for row in landing.run()] == [
        ("1", None),
        ("2", "phone"),
    ]


@pytest.mark.parametrize("mode", ["failOnNewColumns", "none"])
def test_the_other_modes_of_parquet(landing: Landing, parquet: Land, mode: str) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = mode
    parquet("select 1 id")
    landing.run()
    parquet("select 2 id, 'phone' channel")
    if mode == "failOnNewColumns":
        with pytest.raises(StreamingQueryException, match=r"\[channel\].*retry: false"):
            landing.run()
    else:
        assert landing.run() == [{"id": 1}, {"id": 2}]
    assert landing.schema_versions() == [["id"]]


def test_parquet_has_the_types_of_its_files_the_widest_of_each(
    landing: Landing, parquet: Land
) -> None:
    parquet("select 1 id, cast(1.5 as decimal(9,2)) amount, named_struct('a', 1) who")
    parquet("select 2L id, date'2025-03-04' day, named_struct('a', 2, 'b', 'x') who")
    assert landing.read().schema.simpleString() == (
        "struct<id:bigint,amount:decimal(9,2),who:struct<a:int,b:string>,day:date,"
        "_rescued_data:string>"
    )
    first, second = sorted(landing.run(), key=lambda row: row["id"])
    assert (first["id"], first["amount"], first["who"]) == (1, Decimal("1.50"), {"a": 1, "b": None})
    assert (second["id"], second["day"]) == (2, date(2025, 3, 4))


def test_parquet_rescues_other_types_at_any_depth(landing: Landing, parquet: Land) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "rescue"
    parquet("select 1 id, array(named_struct('a', 1)) parts")
    landing.run()
    file = parquet("select 'two' id, array(named_struct('a', 2, 'b', 'x')) parts, true ok")
    row = landing.run()[1]
    assert (row["id"], row["parts"]) == (None, [{"a": 2}])
    assert rescued(row) == {
        "id": "two",
        "parts": [{"b": "x"}],
        "ok": True,
        "_file_path": file,
    }


def test_type_widening_changes_a_column_once(landing: Landing, parquet: Land) -> None:
    parquet("select 1 id")
    landing.run(cloudFiles__schemaEvolutionMode=WIDENING)
    parquet("select 5000000000L id")
    with pytest.raises(StreamingQueryException, match=r"\[id\].*automatic retry: true"):
        landing.run(cloudFiles__schemaEvolutionMode=WIDENING)
    rows = landing.run(cloudFiles__schemaEvolutionMode=WIDENING)
    assert [row["id"] for row in rows] == [1, 5_000_000_000]
    file = parquet("select 'x' id")
    row = landing.run(cloudFiles__schemaEvolutionMode=WIDENING)[2]
    assert rescued(row) == {"id": "x", "_file_path": file}


def test_folders_are_columns(landing: Landing) -> None:
    land_csv(landing, "id", "1", name="event=click/day=2025-03-04/a.csv")
    land_csv(landing, "id", "2", name="event=a%3Db/day=2025-03-05/b.csv")
    rows = sorted(landing.run(cloudFiles__inferColumnTypes="true"), key=lambda row: row["id"])
    assert rows[0] == {
        "id": 1,
        "event": "click",
        "day": date(2025, 3, 4),
        "_rescued_data": None,
    }
    assert rows[1]["event"] == "a=b"


@pytest.mark.parametrize(("wanted", "columns"), [(None, []), ("", []), ("day", ["day"])], ids=str)
def test_folders_of_conflicting_structure_are_no_columns_unless_named(
    landing: Landing, wanted: str | None, columns: list[str]
) -> None:
    if wanted is not None:
        landing.options["cloudFiles.partitionColumns"] = wanted
    land_csv(landing, "id", "1", name="day=2025-03-04/a.csv")
    land_csv(landing, "id", "2", name="other/b.csv")
    assert landing.read().columns == ["id", "_rescued_data", *columns]


def test_bad_records_path_is_refused_for_csv(landing: Landing) -> None:
    land_csv(landing, "id", "1")
    with pytest.raises(IllegalArgumentException, match="badRecordsPath"):
        landing.read(badRecordsPath="/Volumes/spark_catalog/streams/bad")
