"""The process that gets killed: steps of the ingest job, as its notebooks run them.

Usage: python ingest_child.py HOME PROGRESS STEPS. STEPS are names with commas between them. It
tells in the file PROGRESS what it is about to do.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / room) for room in ("local", "notebooks", "bench")]

import lakehouse_setup as setup  # noqa: E402
from cluster.spark import lock  # noqa: E402
from cluster.spark.session import build_session  # noqa: E402
from lakehouse.runtime import contracts as module  # noqa: E402

OF_OTHER_JOBS = ("ops.governance_report", "ops.pipeline_runs")
"""Tables that the steps do without."""


def main() -> None:
    home, progress, wanted = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    lock.take(home)
    spark = build_session(home, memory="1g")
    contracts = module.load(home / "contracts.json")
    if not (home / "tables-made").exists():
        declared = json.loads((home / "contracts.json").read_text())["tables"]
        setup.make_tables(spark, {k: v for k, v in declared.items() if k not in OF_OTHER_JOBS})
        (home / "tables-made").touch()
    with progress.open("a", buffering=1) as told:
        steps = setup.steps(spark, contracts)
        for name in wanted:
            told.write(f"start {name}\n")
            steps[name]()
            told.write(f"end {name}\n")
    spark.stop()


if __name__ == "__main__":
    main()
