"""A landing folder and a stream of the source `cloudFiles` over it."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, Row, SparkSession

from .cluster_process import ClusterProcess


@dataclass
class Landing:
    """A folder that files land in, and the stream that reads it into a table."""

    spark: SparkSession
    folder: Path
    path: str
    table: str
    options: dict[str, str] = field(default_factory=dict)
    schema: str | None = None
    _landed: int = 0
    _batches: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def land(self, *documents: Any, name: str | None = None, age_seconds: float = 0) -> str:
        """Land a file with one JSON document a line; a document that is text lands as it is."""
        lines = [d if isinstance(d, str) else json.dumps(d) for d in documents]
        return self.land_bytes("".join(f"{line}\n" for line in lines).encode(), name, age_seconds)

    def land_bytes(self, content: bytes, name: str | None = None, age_seconds: float = 0) -> str:
        """Land a file; files land a millisecond apart, so that their order is known."""
        self._landed += 1
        file = self.folder / "landing" / (name or f"{self._landed:04}.json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        at = time.time() - age_seconds + self._landed / 1000
        os.utime(file, (at, at))
        return f"dbfs:{self.path}/landing/{file.relative_to(self.folder / 'landing')}"

    def remove(self, name: str) -> None:
        (self.folder / "landing" / name).unlink()

    def read(self, **options: str) -> Any:
        """The stream, not yet started."""
        reader = self.spark.readStream.format("cloudFiles")
        for key, value in {**self.options, **options}.items():
            reader = reader.option(key.replace("__", "."), value)
        if self.schema:
            reader = reader.schema(self.schema)
        return reader.load(f"{self.path}/landing")

    def run(self, *columns: str, **options: str) -> list[dict[str, Any]]:
        """Read what there is; all rows read so far."""
        rows = self.read(**options)
        self._until_read(
            (rows.selectExpr(*columns) if columns else rows).writeStream.foreachBatch(self._keep)
        )
        return self.rows()

    def run_into_table(self, *, merge_schema: bool) -> list[dict[str, Any]]:
        """Read what there is into a Delta table; its rows."""
        writer = self.read().writeStream.option("mergeSchema", str(merge_schema).lower())
        self._until_read(writer, self.table)
        return [row.asDict() for row in self.spark.table(self.table).collect()]

    def _until_read(self, writer: Any, table: str | None = None) -> None:
        writer = writer.option("checkpointLocation", f"{self.path}/checkpoint").trigger(
            availableNow=True
        )
        query = writer.toTable(table) if table else writer.start()
        try:
            query.awaitTermination()
        finally:
            query.stop()

    def _keep(self, rows: DataFrame, batch: int) -> None:
        self._batches[batch] = [row.asDict(recursive=True) for row in rows.collect()]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of all batches; a batch that was replayed counts once."""
        return [row for batch in sorted(self._batches) for row in self._batches[batch]]

    def batch(self, batch: int) -> list[dict[str, Any]]:
        """The rows of one batch."""
        return self._batches[batch]

    def forget(self, batch: int) -> list[dict[str, Any]]:
        """Have the sink lose a batch; the rows it had."""
        return self._batches.pop(batch)

    def schema_versions(self) -> list[list[str]]:
        """The column names of each version in the schema location."""
        versions = []
        for file in sorted((self.folder / "schema" / "_schemas").glob("[0-9]*")):
            head, body = file.read_text().split("\n", 1)
            assert head == "v1"
            schema = json.loads(json.loads(body)["dataSchemaJson"])
            versions.append([column["name"] for column in schema["fields"]])
        return versions


@pytest.fixture
def landing(spark: SparkSession, home: Path) -> Landing:
    """An empty landing folder; its stream reads JSON with an inferred schema."""
    name = f"s{uuid.uuid4().hex[:12]}"
    spark.sql("create schema if not exists spark_catalog.streams")
    folder = home / "volumes" / "spark_catalog" / "streams" / name
    (folder / "landing").mkdir(parents=True)
    path = f"/Volumes/spark_catalog/streams/{name}"
    options = {"cloudFiles.format": "json", "cloudFiles.schemaLocation": f"{path}/schema"}
    return Landing(spark, folder, path, f"spark_catalog.streams.{name}", options)


def only(rows: list[Row] | list[dict[str, Any]]) -> Any:
    """The one row there is."""
    assert len(rows) == 1, rows
    return rows[0]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcess]:
    """A cluster that is ready, with the schemas bronze and silver; its catalog is `main`, too."""
    home = tmp_path_factory.mktemp("cluster")
    (home / "catalog-names.json").write_text('["main"]')
    process = ClusterProcess(home)
    try:
        process.event("ready")
        for schema in ("bronze", "silver"):
            process.call("create_schema", catalog="spark_catalog", schema=schema)
        yield process
    finally:
        process.end()
