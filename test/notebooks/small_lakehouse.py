"""Bronze, silver and gold on a Spark session, as the stack declares them, and the job over them."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lakehouse.gold.scores import refresh_rep_monthly_scores
from lakehouse.ingest.feed_merge import merge_documents, merge_stream
from lakehouse.ingest.feeds import ingest_feed
from lakehouse.ingest.landing import land_feed
from lakehouse.quality.references import check_references
from lakehouse.recovery import rebuild
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.streams import NO_HOOKS, BatchHooks
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

CATALOG = "spark_catalog"
LAYERS = ("bronze", "silver", "gold", "ops")
SCHEMAS = (*LAYERS, "rebuild")
PROPERTIES = {"delta.enableDeletionVectors": "true"}

_MADE: dict[tuple[Path, str], str] = {}
"""The statement that made each table, by home and name."""


@dataclass
class SmallLakehouse:
    """Empty tables, an empty landing zone, and checkpoints that nothing has been read by."""

    spark: SparkSession
    home: Path
    contracts: Contracts
    contracts_file: Path
    name: str = field(default_factory=lambda: _run_name())
    tables: list[str] = field(default_factory=list)
    trigger: str = "availableNow"

    def __post_init__(self) -> None:
        declared = json.loads(self.contracts_file.read_text())["tables"]
        self.tables = [name for name, table in declared.items() if table["schema"] in LAYERS]
        for schema in SCHEMAS:
            self.spark.sql(f"create schema if not exists {schema}")
        self.make(*self.tables)
        self._make_landing()

    def make(self, *tables: str) -> None:
        """Makes the tables as declared and empty, in place of those that were there."""
        declared = json.loads(self.contracts_file.read_text())["tables"]
        for name in tables:
            statement = _create_table(name, declared[name])
            if self._is_as_made(name, statement):
                continue
            self.spark.sql(f"drop table if exists {name}")
            self.spark.sql(statement)
            _MADE[self.home, name] = statement

    def _is_as_made(self, table: str, statement: str) -> bool:
        """True if that statement made the table and it has no later commit."""
        return self._commits(table) == [0] and _MADE.get((self.home, table)) == statement

    def _commits(self, table: str) -> list[int]:
        """The versions that a table's log has the commits of; none where there is no table."""
        schema, name = table.split(".")
        log = self.home / "warehouse" / f"{schema}.db" / name / "_delta_log"
        return sorted(int(file.stem) for file in log.glob("*.json") if file.stem.isdigit())

    def start_again(self, *tables: str) -> None:
        """Recreates tables, and begins with another landing zone, empty and unread."""
        self.make(*tables)
        self.name = _run_name()
        self._make_landing()

    def _make_landing(self) -> None:
        """An empty landing zone with the folders of the feeds, as `lakehouse load` creates them."""
        for feed in self.contracts.feeds.values():
            (self.landing / feed.path).mkdir(parents=True)

    def evolve(self, feed: str, mode: str) -> None:
        """Gives a feed another way to evolve."""
        changed = replace(self.contracts.feed(feed), schema_evolution=mode)
        feeds = {**self.contracts.feeds, feed: changed}
        self.contracts = replace(self.contracts, feeds=feeds)

    @property
    def landing(self) -> Path:
        """The folder of the landing zone, on disk."""
        return self.home / "volumes" / CATALOG / "bronze" / self.name

    @property
    def volume(self) -> str:
        """The landing zone as the workspace knows it."""
        return f"/Volumes/{CATALOG}/bronze/{self.name}"

    def checkpoint(self, task: str) -> Path:
        """The checkpoint of a task, on disk."""
        return self.home / "volumes" / CATALOG / "ops" / self.name / task

    def land(self, path: str, body: str | bytes) -> None:
        """Puts a file into the landing zone."""
        file = self.landing / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body.encode() if isinstance(body, str) else body)

    def land_all(self) -> dict[str, int]:
        """Runs the landing tasks; rows read by feed."""
        return {feed: self.rows_landed(feed) for feed in self.contracts.feeds}

    def rows_landed(self, feed: str) -> int:
        """Runs one landing task; rows read."""
        return self.land_feed(feed)[self.contracts.feed(feed).bronze_table]["read"]

    def land_feed(self, feed: str, hooks: BatchHooks = NO_HOOKS) -> dict[str, Any]:
        """Runs one landing task."""
        options = {"landing": self.volume, **self.options}
        return land_feed(self.spark, self.contracts, feed, hooks=hooks, **options).counts

    def ingest_feed(self, feed: str, **options: Any) -> dict[str, Any]:
        """Runs the stage that ingests one feed, from landing to silver."""
        return ingest_feed(
            self.spark,
            self.contracts,
            feed,
            landing=self.volume,
            remove=self.remove_folder,
            **{**self.options, **options},
        )

    def remove_folder(self, folder: str) -> None:
        """Deletes a folder of a volume."""
        shutil.rmtree(self.home / "volumes" / folder.removeprefix("/Volumes/"))

    def merge_feed(self, feed: str, hooks: BatchHooks = NO_HOOKS) -> dict[str, dict[str, int]]:
        """Runs one merge task; counts by table."""
        return merge_stream(self.spark, self.contracts, feed, hooks=hooks, **self.options)

    def merge_all(self) -> dict[str, dict[str, int]]:
        """Runs the merge tasks and the refresh; counts by table."""
        done: dict[str, dict[str, int]] = {}
        for feed in self.contracts.feeds:
            done |= self.merge_feed(feed)
        self.check_references()
        return done | self.refresh()

    def rebuilt(self, **options: Any) -> dict[str, Any]:
        """Builds the tables again from bronze, and answers how they differ."""
        return rebuild.rebuild(
            self.spark,
            self.contracts,
            catalog=CATALOG,
            checkpoints=self.options["checkpoints"],
            remove=lambda path: shutil.rmtree(self.checkpoint(Path(path).name), ignore_errors=True),
            **{"say": lambda _: None, **options},
        )

    def check_references(self) -> dict[str, dict[str, int]]:
        """Runs the check of references; dangling rows by table and rule."""
        return check_references(self.spark, self.contracts, catalog=CATALOG)

    def refresh(self) -> dict[str, dict[str, int]]:
        """Runs the refresh of gold; counts by table."""
        return refresh_rep_monthly_scores(self.spark, **self.options)

    def merge(self, feed: str, *documents: tuple[str, Any]) -> dict[str, dict[str, int]]:
        """Merges documents, each with its file's name, as one batch of bronze rows."""
        rows = [
            (
                body if isinstance(body, str) else json.dumps(body),
                {"file_path": f"dbfs:{self.volume}/{feed}/{file}"},
            )
            for file, body in documents
        ]
        bronze = self.spark.createDataFrame(
            rows, "payload STRING, _metadata STRUCT<file_path: STRING>"
        ).selectExpr(
            "*", "current_timestamp() as ingested_at", "cast(null as string) as payload_sha256"
        )
        contract = self.contracts.feed(feed)
        return merge_documents(self.spark, self.contracts, contract, bronze, None)

    def merge_kept(self, feed: str, *files: str) -> dict[str, dict[str, int]]:
        """Merges the documents of files from the feed's bronze table, as one batch."""
        contract = self.contracts.feed(feed)
        uris = [f"dbfs:{self.volume}/{feed}/{file}" for file in files]
        documents = self.spark.table(contract.bronze_table)
        documents = documents.where(F.col("_metadata.file_path").isin(*uris))
        return merge_documents(self.spark, self.contracts, contract, documents, None)

    def keep(self, feed: str, *documents: tuple[str, str]) -> None:
        """Puts documents, each with its file's name, into the feed's bronze table at once."""
        rows = [
            (body, {"file_path": f"dbfs:{self.volume}/{feed}/{file}"}) for file, body in documents
        ]
        frame = self.spark.createDataFrame(
            rows,
            "payload STRING, _metadata STRUCT<file_path: STRING, file_name: STRING, "
            "file_size: BIGINT, file_modification_time: TIMESTAMP>",
        ).selectExpr(
            "*", "cast(null as string) as _rescued_data", "current_timestamp() as ingested_at"
        )
        frame.write.mode("append").saveAsTable(self.contracts.feed(feed).bronze_table)

    def empty(self, *tables: str) -> None:
        """Takes all rows out of the tables."""
        for table in tables:
            self.spark.sql(f"delete from {table}")

    def rows(self, table: str, *without: str) -> list[dict[str, Any]]:
        """The rows of a table in a fixed order, without the columns named."""
        found = self.spark.table(table).drop(*without).collect()
        return sorted((row.asDict(recursive=True) for row in found), key=_in_order)

    def counts(self) -> dict[str, int]:
        """The number of rows by table."""
        return {table: self.spark.table(table).count() for table in self.tables}

    def versions(self) -> dict[str, int]:
        """The Delta version by table, by its log: any write at all makes a new one."""
        return {table: self._commits(table)[-1] for table in self.tables}

    def forget_commit(self, stage: str) -> bool:
        """Takes the last commit out of a stream's checkpoint, so that its batch is tried again."""
        commits = self.home / "volumes" / CATALOG / "ops" / self.name / stage / "commits"
        last = max(int(file.name) for file in commits.iterdir() if file.name.isdigit())
        for file in (commits / f"{last}", commits / f".{last}.crc"):
            file.unlink(missing_ok=True)
        return not (commits / f"{last}").exists()

    @property
    def options(self) -> dict[str, str]:
        """Parameters of the steps of the job."""
        return {
            "catalog": CATALOG,
            "checkpoints": f"/Volumes/{CATALOG}/ops/{self.name}",
            "trigger": self.trigger,
        }


def _run_name() -> str:
    return f"run{uuid.uuid4().hex[:8]}"


def _create_table(name: str, table: dict[str, Any]) -> str:
    columns = ", ".join(
        f"{column['name']} {column['type']}{'' if column['nullable'] else ' not null'}"
        for column in table["columns"]
    )
    properties = ", ".join(
        f"'{key}' = '{value}'" for key, value in (PROPERTIES | table["properties"]).items()
    )
    return f"create table {name} ({columns}) using delta tblproperties ({properties})"


def _in_order(row: dict[str, Any]) -> str:
    return json.dumps(row, default=str, sort_keys=True)
