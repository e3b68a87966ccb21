"""The process that gets killed: the ingest job, step by step, as its notebooks run it.

Usage: python ingest_child.py HOME PROGRESS RUNS [DUMP]. It tells in the file PROGRESS what it is
about to do, and after the last run writes the tables to the folder DUMP, a JSON line a row.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / room) for room in ("local", "notebooks", "bench")]

import lakehouse_setup as setup  # noqa: E402
from cluster import lock  # noqa: E402
from cluster.session import build_session  # noqa: E402
from dumped_columns import DUMPED_COLUMNS  # noqa: E402
from lakehouse import contracts as module  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


def dump(spark: SparkSession, folder: Path) -> None:
    """Writes every table as JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, columns in DUMPED_COLUMNS.items():
        rows = spark.table(table).selectExpr(*columns).selectExpr("to_json(struct(*)) as row")
        text = "".join(f"{row['row']}\n" for row in rows.collect())
        (folder / f"{table}.jsonl").write_text(text, encoding="utf-8")


def main() -> None:
    home, progress, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    lock.take(home)
    spark = build_session(home, memory="1g")
    contracts = module.load(home / "contracts.json")
    if not (home / "tables-made").exists():
        setup.make_tables(spark, json.loads((home / "contracts.json").read_text())["tables"])
        (home / "tables-made").touch()
    with progress.open("a", buffering=1) as told:
        for _ in range(runs):
            for name, work in setup.steps(spark, contracts).items():
                told.write(f"start {name}\n")
                work()
                told.write(f"end {name}\n")
    if len(sys.argv) > 4:
        dump(spark, Path(sys.argv[4]))
    spark.stop()


if __name__ == "__main__":
    main()
