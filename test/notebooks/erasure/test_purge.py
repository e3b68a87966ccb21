"""Old versions of tables: removed at once, or verified to be removed by maintenance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lakehouse.erasure.purge import NotPurged, old_versions_until, purge

from ..leftovers import files_with
from ..small_lakehouse import SmallLakehouse

TABLE = "silver.purged"


@pytest.fixture
def purged(small: SmallLakehouse):
    """A table that had a person, with a deletion vector and a file of the change feed."""
    small.spark.sql(f"drop table if exists {TABLE}")
    small.spark.sql(
        f"create table {TABLE} (who string) using delta tblproperties "
        "(delta.enableDeletionVectors = true, delta.enableChangeDataFeed = true)"
    )
    rows = [(who,) for who in ("Kim Kay", "Joan", "Bo")]
    small.spark.createDataFrame(rows, "who string").coalesce(1).write.insertInto(TABLE)
    small.spark.sql(f"update {TABLE} set who = 'Jo' where who = 'Joan'")
    small.spark.sql(f"delete from {TABLE} where who = 'Kim Kay'")
    yield small
    small.spark.sql(f"drop table {TABLE}")


def stored(small: SmallLakehouse) -> list[str]:
    """The data files of the table with the person."""
    files = files_with(small.home / "warehouse/silver.db/purged", "Kim Kay")
    return [file for file in files if not file.startswith("_delta_log")]


def test_old_versions_are_removed_at_once(purged):
    assert stored(purged)
    assert purge(purged.spark, [TABLE], at_once=True) is None
    assert stored(purged) == []
    assert {row["who"] for row in purged.rows(TABLE)} == {"Jo", "Bo"}
    properties = purged.spark.sql(f"describe detail {TABLE}").first()["properties"]
    assert "delta.deletedFileRetentionDuration" not in properties


def test_old_versions_are_removed_where_the_session_has_no_setting_of_vacuum(purged, monkeypatch):
    monkeypatch.setattr(
        "lakehouse.runtime.session_settings.set_if_available", lambda *_setting: False
    )
    name, interval = "delta.deletedFileRetentionDuration", "interval 9 days"
    purged.spark.sql(f"alter table {TABLE} set tblproperties ('{name}' = '{interval}')")
    assert purge(purged.spark, [TABLE], at_once=True) is None
    assert stored(purged) == []
    properties = purged.spark.sql(f"describe detail {TABLE}").first()["properties"]
    assert properties[name] == interval


def test_a_retention_that_a_killed_run_has_left_at_nothing_is_restored(purged, monkeypatch):
    monkeypatch.setattr(
        "lakehouse.runtime.session_settings.set_if_available", lambda *_setting: False
    )
    purged.spark.sql(
        f"alter table {TABLE} set tblproperties ('delta.logRetentionDuration' = 'interval 9 days',"
        " 'delta.deletedFileRetentionDuration' = 'interval 0 hours')"
    )
    purge(purged.spark, [TABLE], at_once=True)
    properties = purged.spark.sql(f"describe detail {TABLE}").first()["properties"]
    assert properties["delta.deletedFileRetentionDuration"] == "interval 9 days"


def test_a_file_that_stays_fails_the_purge(purged, monkeypatch):
    monkeypatch.setattr("lakehouse.erasure.purge._VACUUM_NOW", "maintenance/vacuum.sql")
    with pytest.raises(NotPurged, match=rf"^{TABLE}: files of old versions cannot be removed, got"):
        purge(purged.spark, [TABLE], at_once=True)
    assert stored(purged)


def test_old_versions_are_verified_once_maintenance_may_have_removed_them(purged):
    until = purge(purged.spark, [TABLE], at_once=False)
    before = datetime.now(UTC)
    assert until is not None
    assert (until - before).days in (6, 7)
    assert old_versions_until(purged.spark, [TABLE], before) > before
    retention = "'delta.deletedFileRetentionDuration' = 'interval 0 hours'"
    purged.spark.sql(f"alter table {TABLE} set tblproperties ({retention})")
    with pytest.raises(
        NotPurged, match=rf"files are still stored, got {TABLE} \(\d+\)\. Run VACUUM"
    ):
        old_versions_until(purged.spark, [TABLE], before)
    purged.spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "false")
    purged.spark.sql(f"vacuum {TABLE}")
    purged.spark.conf.unset("spark.databricks.delta.retentionDurationCheck.enabled")
    assert stored(purged) == []
    # files that later versions have replaced are no old versions of then
    purged.spark.sql(f"delete from {TABLE} where who = 'Bo'")
    assert old_versions_until(purged.spark, [TABLE], before) is None
