"""The declarative pipeline against the ingest job: from the same files the same tables.

The pipeline runs by open-source Spark's own command, in the Java process of the shared session.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.errors import ClusterError
from cluster.pipelines.connect import ConnectServer
from cluster.pipelines.update import run_update
from cluster.work import Work
from pyspark.sql import SparkSession

from .conftest import PROJECT
from .documents import conversation, deal, evaluation, rep, signal
from .small_lakehouse import CATALOG, SmallLakehouse

RUN_TIMES = {
    "silver.conversations": ("ingested_at",),
    "silver.conversation_signals": ("updated_at",),
    "silver.deals": ("ingested_at",),
    "silver.reps": ("ingested_at",),
    "silver.quarantine": ("quarantined_at",),
    "gold.rep_monthly_scores": ("updated_at",),
}
"""The tables that both make, and of each what depends on when it was made."""

REAL_CALLS = 15

NEWS = {
    "conversations/news/new.json": conversation(
        "news_1", evaluation("v1", "2025-05-01T00:00:00Z", signal("clarity", 4))
    ),
    "conversations/news/rescored.json": conversation(
        "news_2", evaluation("v1", "2025-05-02T00:00:00Z", signal("clarity", 5))
    ),
    "conversations/news/late.json": conversation(
        "news_2",
        evaluation("v1", "2025-04-01T00:00:00Z", signal("clarity", 1), signal("gone", True)),
        title="Older",
    ),
    "conversations/news/bad.json": '{"call": {"call_id": "news_3"',
    "deals/news.jsonl": deal("news_deal", "2025-05-01T00:00:00Z"),
    "reps/news.jsonl": rep("rep_1", "team_9", "2030-01-01T00:00:00Z"),
}


class Pipeline:
    """The sources as they are deployed, and updates of them."""

    def __init__(self, small: SmallLakehouse, folder: Path) -> None:
        self._small, self._folder = small, folder
        self._server = ConnectServer(small.spark)
        code = folder / "code"
        for room in ("notebooks", "sql"):
            shutil.copytree(PROJECT / room, code / room)
        (code / "contracts").mkdir()
        shutil.copy(small.contracts_file, code / "contracts" / "contracts.json")
        self.sources = code / "notebooks"
        self.events: list[str] = []

    def update(self) -> None:
        """Runs an update to its end."""
        run_update(
            self._server,
            {
                "update_id": str(uuid.uuid4()),
                "name": "ingest",
                "catalog": CATALOG,
                "schema": "silver",
                "configuration": {
                    "lakehouse.discovery": "listing",
                    "lakehouse.landing": self._small.volume,
                    "lakehouse.layout": "zorder",
                },
                "root_path": str(self.sources),
                "libraries": ["pipeline/**"],
                "storage": str(self._folder / "storage"),
                "principal": {"user_name": "jobs"},
                "log_path": str(self._folder / "update.log"),
            },
            Work("the update"),
            self.events.append,
        )


@pytest.fixture(scope="module")
def small(small: SmallLakehouse) -> Iterator[SmallLakehouse]:
    """Landed: generated calls with all their mischief, and real ones where they are at hand."""
    command = ["node", "--import", "tsx", "tools/sample-calls.ts", "--calls", "20", "--seed", "12"]
    subprocess.run(
        [*command, "--out", str(small.landing)], cwd=PROJECT, check=True, capture_output=True
    )
    data = PROJECT.parent / "shared" / "data" / "persuasion"
    for file in sorted(data.glob("conversations/**/*.json"))[:REAL_CALLS]:
        small.land(f"conversations/real/{file.name}", file.read_bytes())
    for feed in ("deals", "reps"):
        for file in sorted(data.glob(f"{feed}/*.jsonl"))[:1]:
            small.land(f"{feed}/real-{file.name}", file.read_bytes())
    yield small
    for table in small.tables:
        small.spark.sql(f"drop table if exists {table}")


@pytest.fixture(scope="module")
def by_job(small: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    """What the job makes of all files, those that come later too; then its tables are gone."""
    land(small, NEWS)
    small.land_all()
    small.merge_all()
    rows = rows_of(small)
    for table in small.tables:
        small.spark.sql(f"drop table {table}")
    for file in NEWS:
        (small.landing / file).unlink()
    return rows


@pytest.fixture(scope="module")
def pipeline(
    small: SmallLakehouse, by_job: dict, tmp_path_factory: pytest.TempPathFactory
) -> Pipeline:
    """The pipeline after its first update."""
    pipeline = Pipeline(small, tmp_path_factory.mktemp("pipeline"))
    pipeline.update()
    made = sorted({event.split()[1] for event in pipeline.events if "is QUEUED" in event})
    bronze = [feed.bronze_table for feed in small.contracts.feeds.values()]
    assert made == sorted(f"{CATALOG}.{table}" for table in (*RUN_TIMES, *bronze))
    return pipeline


def land(small: SmallLakehouse, files: dict[str, Any]) -> None:
    for name, body in files.items():
        small.land(name, body if isinstance(body, str) else json.dumps(body) + "\n")


def rows_of(small: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    return {table: small.rows(table, *without) for table, without in RUN_TIMES.items()}


def test_an_update_takes_in_what_is_new_and_ends_where_the_job_does(
    spark: SparkSession, small: SmallLakehouse, by_job: dict, pipeline: Pipeline
) -> None:
    assert pipeline.events[-1] == "Run is COMPLETED."
    first = {feed.name: bronze_rows(small, feed.bronze_table) for feed in feeds(small)}
    land(small, NEWS)
    pipeline.update()
    for feed in feeds(small):
        landed = bronze_rows(small, feed.bronze_table)
        news = [path for path, at in landed if (path, at) not in first[feed.name]]
        expected = [file for file in NEWS if file.startswith(feed.path)]
        assert sorted(news) == sorted(f"dbfs:{small.volume}/{file}" for file in expected)
        assert set(first[feed.name]) <= set(landed)
    found = rows_of(small)
    for table in RUN_TIMES:
        assert len(found[table]) == len(by_job[table]), table
        assert found[table] == by_job[table], table
    assert {row["target_table"] for row in found["silver.quarantine"]} >= {
        "silver.conversations",
        "silver.conversation_signals",
    }


def test_the_tables_are_as_their_contracts_declare_them(
    spark: SparkSession, small: SmallLakehouse, pipeline: Pipeline
) -> None:
    for table in map(small.contracts.table, RUN_TIMES):
        described = spark.sql(f"describe table {table.name}").collect()
        wanted = spark.createDataFrame([], ", ".join(f"{c.name} {c.type}" for c in table.columns))
        types = dict(wanted.dtypes)
        found = [(row["col_name"], row["data_type"], row["comment"]) for row in described]
        assert found[: len(types)] == [(c.name, types[c.name], c.comment) for c in table.columns]
        kept = spark.sql(f"show tblproperties {table.name}").collect()
        assert table.properties.items() <= {row["key"]: row["value"] for row in kept}.items()


def test_a_source_that_cannot_be_analysed_fails_the_update_and_leaves_the_tables(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    before = small.spark.table("silver.deals").count()
    broken = pipeline.sources / "pipeline" / "broken.py"
    broken.write_text(
        "from pyspark import pipelines as dp\n"
        "@dp.materialized_view(name='silver.broken')\n"
        "def broken():\n    return spark.read.table('silver.deals').select('no_such_column')\n"
    )
    try:
        with pytest.raises(ClusterError, match="no_such_column") as failed:
            pipeline.update()
    finally:
        broken.unlink()
    assert failed.value.error_code.startswith("UNRESOLVED_COLUMN")
    assert small.spark.table("silver.deals").count() == before > 0


def feeds(small: SmallLakehouse) -> list[Any]:
    return list(small.contracts.feeds.values())


def bronze_rows(small: SmallLakehouse, table: str) -> list[tuple[str, Any]]:
    rows = small.spark.table(table).select("_metadata.file_path", "ingested_at").collect()
    return [(row["file_path"], row["ingested_at"]) for row in rows]
