"""The process that gets killed: steps of the ingest job, as its notebooks run them.

Usage: python ingest_child.py HOME PROGRESS STEPS. STEPS are names with commas between them. It
tells in the file PROGRESS what it is about to do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / room) for room in ("local", "notebooks", "bench")]

import compute  # noqa: E402
import lakehouse_setup as setup  # noqa: E402
from lakehouse.runtime import contracts as module  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OF_OTHER_JOBS = ("ops.governance_report", "ops.pipeline_runs")
"""Tables that the steps do without."""


def main() -> None:
    home, progress, wanted = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")

    def make_tables(spark: SparkSession) -> None:
        if (home / "tables-made").exists():
            return
        declared = json.loads((home / "contracts.json").read_text())["tables"]
        setup.make_tables(spark, {k: v for k, v in declared.items() if k not in OF_OTHER_JOBS})
        (home / "tables-made").touch()

    def work(spark: SparkSession) -> None:
        contracts = module.load(home / "contracts.json")
        steps = setup.steps(spark, contracts, contracts.feeds)
        with progress.open("a", buffering=1) as told:
            for name in wanted:
                told.write(f"start {name}\n")
                steps[name]()
                told.write(f"end {name}\n")

    compute.run(home, work, make_tables)


if __name__ == "__main__":
    main()
