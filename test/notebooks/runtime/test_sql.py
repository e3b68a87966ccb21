"""SQL files with their parameters written into them, as a pipeline takes them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse.runtime import sql
from lakehouse.runtime.layers import Layers

QUERY = """\
-- One row per record of :records.
select identifier (:key), concat(': ', :text) as t
from identifier(:records)
where size < :most and at >= coalesce(:since, at)
"""


@pytest.fixture
def spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session that answers with the text of the statement."""
    (tmp_path / "query.sql").write_text(QUERY)
    monkeypatch.setattr(sql, "FOLDER", tmp_path)
    return SimpleNamespace(sql=lambda text: text)


def test_a_dataset_is_defined_with_constants(spark: Any) -> None:
    defined = sql.defined(
        spark,
        "query.sql",
        records="silver.things",
        key="id",
        text="it's \\ :most",
        most=3,
        since=None,
    )
    assert defined == (
        "-- One row per record of 'silver.things'.\n"
        "select `id`, concat(': ', 'it\\'s \\\\ :most') as t\n"
        "from `silver`.`things`\n"
        "where size < 3 and at >= coalesce(null, at)\n"
    )


def test_a_parameter_without_a_value_is_an_error(spark: Any) -> None:
    with pytest.raises(KeyError, match="text"):
        sql.defined(spark, "query.sql", records="things", key="id")


READER = """\
-- One row per call of the view :records.
-- reads: silver.reps, calls, :known, :records
select calls.call_id, 'calls' as origin, {} as calls_of, regexp_like(x, r'\\d{2}')
from calls
join silver.reps on reps.call_id = calls.call_id
join identifier (:records) as r on r.known = :known
"""


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session that returns its statements with their parameters and DataFrames."""
    (tmp_path / "reader.sql").write_text(READER)
    (tmp_path / "no_header.sql").write_text("select 1\n")
    monkeypatch.setattr(sql, "FOLDER", tmp_path)
    return SimpleNamespace(sql=lambda text, args, **frames: (text.format(**frames), args))


VIEWS: Any = {"calls": "v1", "records": "v2"}
"""DataFrames by view, as the names that Spark gives them."""


def test_views_are_part_of_the_statement(session: Any) -> None:
    statement, parameters = sql.run(session, "reader.sql", VIEWS, known="landed")
    assert statement == (
        "-- One row per call of the view :records.\n"
        "-- reads: silver.reps, calls, :known, :records\n"
        "select v1.call_id, 'calls' as origin, {} as calls_of, regexp_like(x, r'\\d{2}')\n"
        "from v1\n"
        "join silver.reps on reps.call_id = v1.call_id\n"
        "join v2 as r on r.known = :known\n"
    )
    assert parameters == {"known": "landed"}


def test_a_rebuild_reads_and_writes_copies(session: Any) -> None:
    statement, _ = sql.run(session, "reader.sql", VIEWS, Layers("rebuild"), known="landed")
    assert "join rebuild.reps on reps.call_id = v1.call_id" in str(statement)


def test_a_view_that_is_not_provided_is_an_error(session: Any) -> None:
    with pytest.raises(sql.HeaderError, match=r"reader\.sql: views not provided, got no calls"):
        sql.run(session, "reader.sql", records="landed", known="landed")


@pytest.mark.parametrize("name", ["reps", "known"])
def test_a_view_that_the_file_does_not_read_is_an_error(session: Any, name: str) -> None:
    message = rf"reader\.sql: views not in its header, got {name}"
    with pytest.raises(sql.HeaderError, match=message):
        sql.run(session, "reader.sql", {**VIEWS, name: "v3"})


def test_a_file_without_a_header_is_an_error(session: Any) -> None:
    with pytest.raises(sql.HeaderError, match=r"no_header\.sql: no header `-- reads:`"):
        sql.run(session, "no_header.sql")
