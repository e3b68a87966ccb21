"""SQL files with their parameters written into them, as a pipeline takes them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse.runtime import sql

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
-- One row per call.
-- reads: silver.reps, calls, :records
select 1
"""


class Rows:
    """A DataFrame that records the views made of it."""

    def __init__(self) -> None:
        self.views: list[str] = []

    def createOrReplaceTempView(self, name: str) -> None:  # noqa: N802
        self.views.append(name)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session that returns its statements with their parameters."""
    (tmp_path / "reader.sql").write_text(READER)
    (tmp_path / "no_header.sql").write_text("select 1\n")
    monkeypatch.setattr(sql, "FOLDER", tmp_path)
    conf = SimpleNamespace(get=lambda name, default: default)
    return SimpleNamespace(conf=conf, sql=lambda text, args: (text, args))


def test_a_statement_runs_with_views_and_parameters(session: Any) -> None:
    calls, records = Rows(), Rows()
    views: Any = {"calls": calls, "landed": records}
    assert sql.run(session, "reader.sql", views, records="landed") == (
        READER,
        {"records": "landed"},
    )
    assert (calls.views, records.views) == (["calls"], ["landed"])


def test_a_view_that_is_not_provided_is_an_error(session: Any) -> None:
    with pytest.raises(sql.HeaderError, match=r"reader\.sql: views not provided, got no calls"):
        sql.run(session, "reader.sql", {}, records="landed")


def test_a_view_that_the_file_does_not_read_is_an_error(session: Any) -> None:
    views: Any = {"calls": Rows(), "reps": Rows()}
    with pytest.raises(sql.HeaderError, match=r"reader\.sql: views not in its header, got reps"):
        sql.run(session, "reader.sql", views, records="landed")
    assert views["calls"].views == []


def test_a_file_without_a_header_is_an_error(session: Any) -> None:
    with pytest.raises(sql.HeaderError, match=r"no_header\.sql: no header `-- reads:`"):
        sql.run(session, "no_header.sql", {})
