"""The process that gets killed while it erases people, as the job `forget` does.

Usage: python erasure_child.py HOME PROGRESS STEPS. A step is `ingest`, or `forget_` and the number
of a person. It tells in the file PROGRESS what it is about to do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(PROJECT / room) for room in ("local", "notebooks", "bench", "test/faults", "test/notebooks")
]

import compute  # noqa: E402
import lakehouse_setup as setup  # noqa: E402
from disk_files import DiskFiles  # noqa: E402
from lakehouse.erasure.forget import forget  # noqa: E402
from lakehouse.erasure.scope import Scope  # noqa: E402
from lakehouse.runtime import contracts as module  # noqa: E402
from people import address  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OF_OTHER_JOBS = (
    *("ops.governance_report", "ops.pipeline_runs", "ops.table_health"),
    *("ops.model_accuracy", "ops.model_drift", "gold.deal_predictions"),
)
"""Tables that the steps do without: each is searched, purged and verified."""


def main() -> None:
    home, progress, wanted = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")

    def work(spark: SparkSession) -> None:
        contracts = module.load(home / "contracts.json")
        files = DiskFiles(home)
        scope = Scope(spark, contracts, setup.CATALOG, setup.LANDING, setup.CHECKPOINTS, files)
        with progress.open("a", buffering=1) as told:
            for step in wanted:
                told.write(f"start {step}\n")
                if step == "ingest":
                    declared = json.loads((home / "contracts.json").read_text())["tables"]
                    made = {k: v for k, v in declared.items() if k not in OF_OTHER_JOBS}
                    setup.make_tables(spark, made)
                    for task in setup.steps(spark, contracts).values():
                        task()
                else:
                    forget(scope, address(int(step.removeprefix("forget_"))), apply=True)
                told.write(f"end {step}\n")

    compute.run(home, work)


if __name__ == "__main__":
    main()
