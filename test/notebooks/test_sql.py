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
