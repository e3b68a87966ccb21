"""The declarative pipeline over a small lakehouse: its sources as deployed, and updates of them."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cluster.pipelines.update import run_update
from cluster.spark.connect import ConnectServer
from cluster.work import Work
from lakehouse.recovery import rebuild

from .conftest import PROJECT
from .small_lakehouse import CATALOG, SmallLakehouse


@contextmanager
def tables_of_pipeline(small: SmallLakehouse) -> Iterator[list[str]]:
    """The tables that the pipeline makes; within the context they are its own."""
    feeds = small.contracts.feeds.values()
    tables = [*rebuild.TABLES, "gold.deal_features", *(feed.bronze_table for feed in feeds)]
    for table in tables:
        small.spark.sql(f"drop table {table}")
    try:
        yield tables
    finally:
        for table in tables:
            small.spark.sql(f"drop table if exists {table}")


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

    def evolve(self, feed: str, mode: str) -> None:
        """Deploys another schema evolution of a feed."""
        file = self.sources.parent / "contracts" / "contracts.json"
        declared = json.loads(file.read_text())
        declared["feeds"][feed]["schemaEvolution"] = mode
        file.write_text(json.dumps(declared))
        self._small.evolve(feed, mode)

    def update(self, *only: str) -> None:
        """Runs an update to its end: of all tables, or of those named."""
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
                "retries": 1,
                "principal": {"user_name": "jobs"},
                "log_path": str(self._folder / "update.log"),
                "refresh_selection": [f"{CATALOG}.{table}" for table in only],
            },
            Work("the update"),
            self.events.append,
        )
