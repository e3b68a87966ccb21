"""A lakehouse on a Spark session without a workspace around it: its tables, and the ingest job.

What the benchmarks and the fault harness start from.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lakehouse.gold.scores import refresh_rep_monthly_scores
from lakehouse.ingest.feeds import ingest_feed
from lakehouse.quality.references import check_references
from lakehouse.runtime.contracts import Contracts
from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT.parent / "shared" / "data" / "persuasion"
"""1,017 real calls; a landing zone that lies beside the project, not in it."""

CATALOG = "spark_catalog"
LANDING = f"/Volumes/{CATALOG}/bronze/landing"
FEEDS = ("reps", "deals", "conversations")
"""The feeds of the generated and the real calls, which have their evaluations in themselves."""

CHECKPOINTS = f"/Volumes/{CATALOG}/ops/checkpoints"


def volume(home: Path, path: str) -> Path:
    """The folder on disk of a path of the workspace under `home`."""
    return home / "volumes" / path.removeprefix("/Volumes/")


def render_contracts(folder: Path) -> Path:
    """`contracts.json` as the stack deploys it."""
    path = folder / "contracts.json"
    command = ["node", "--import", "tsx", "contracts/print.ts"]
    path.write_bytes(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout)
    return path


def make_tables(spark: SparkSession, declared: dict[str, dict[str, Any]]) -> None:
    """Recreates every table by its contract, without rows."""
    for schema in {table["schema"] for table in declared.values()}:
        spark.sql(f"create schema if not exists {schema}")
    for name, table in declared.items():
        spark.sql(f"drop table if exists {name}")
        spark.sql(create_table(name, table))


def create_table(name: str, table: dict[str, Any]) -> str:
    """The statement that makes a table as its contract has it."""
    columns = ", ".join(
        f"{column['name']} {column['type']}{'' if column['nullable'] else ' not null'}"
        for column in table["columns"]
    )
    properties = {"delta.enableDeletionVectors": "true", **table["properties"]}
    settings = ", ".join(f"'{key}' = '{value}'" for key, value in properties.items())
    return f"create table {name} ({columns}) using delta tblproperties ({settings})"


def steps(
    spark: SparkSession, contracts: Contracts, feeds: Iterable[str] = FEEDS
) -> dict[str, Callable[[], object]]:
    """The stages of the ingest job for some feeds, one after the other."""
    options = {"catalog": CATALOG, "checkpoints": CHECKPOINTS, "trigger": "availableNow"}
    landing = {"landing": LANDING, "remove": shutil.rmtree, **options}
    return {
        **{
            f"ingest_{feed}": lambda feed=feed: ingest_feed(spark, contracts, feed, **landing)
            for feed in feeds
        },
        "check_references": lambda: check_references(spark, contracts, catalog=CATALOG),
        "refresh_rep_monthly_scores": lambda: refresh_rep_monthly_scores(spark, **options),
    }


def timed(what: str | None, work: Callable[[], object]) -> float:
    """The seconds that `work` takes, which are also printed if it has a name."""
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    if what:
        print(f"    {what}: {seconds:.2f} s", file=sys.stderr, flush=True)
    return seconds


def compile_fully() -> None:
    """Has Java compile as on a cluster, which runs longer than the local workspace is tuned for.

    To be called before the session is built; options of the caller's environment stand.
    """
    os.environ.setdefault("LAKEHOUSE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4")


def file_count(spark: SparkSession, table: str) -> int:
    """The files that a reader of the table's latest version has to open."""
    return spark.sql(f"describe detail {table}").first()["numFiles"]
