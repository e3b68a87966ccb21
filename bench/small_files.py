"""Many small deliveries: how many files they leave, and what the last costs against the first.

Usage: python bench/small_files.py [deliveries]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from cluster.spark.session import build_session
from lakehouse.runtime import contracts as contracts_module
from lakehouse_setup import (
    DATA,
    LANDING,
    file_count,
    make_tables,
    render_contracts,
    steps,
    timed,
    volume,
)

CALLS = 25
CONVERSATIONS = ("ingest_conversations", "refresh_rep_monthly_scores")
"""Tasks that ingest calls. Reps and deals are in the first delivery only."""

TABLES = (
    "bronze.conversations_raw",
    "silver.conversations",
    "silver.conversation_signals",
    "gold.rep_monthly_scores",
)


def main() -> None:
    deliveries = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    calls = sorted((DATA / "conversations").rglob("*.json"))
    if not 6 <= deliveries <= len(calls) // CALLS:
        raise SystemExit(f"error: deliveries: not 6 to {len(calls) // CALLS}, got {deliveries}")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-small-files-"))
    landing = volume(home, LANDING)
    for feed in ("reps", "deals"):
        shutil.copytree(DATA / feed, landing / feed)
    (landing / "conversations").mkdir()
    contracts_file = render_contracts(home)
    spark = build_session(home, memory="4g")
    times = []
    try:
        make_tables(spark, json.loads(contracts_file.read_text())["tables"])
        tasks = steps(spark, contracts_module.load(contracts_file))
        for number in range(deliveries):
            for file in calls[number * CALLS : (number + 1) * CALLS]:
                shutil.copy(file, landing / "conversations" / file.name)
            print(f"  delivery {number + 1}", file=sys.stderr)
            names = tasks if number == 0 else CONVERSATIONS
            took = sum(timed(name, tasks[name]) for name in names)
            times.append(took)
        counts = {table: file_count(spark, table) for table in TABLES}
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)
    # the very first brings the reps and warms the process up
    third = (len(times) - 1) // 3
    first, last = median(times[1 : third + 1]), median(times[-third:])
    listed = ", ".join(f"{table} {count}" for table, count in counts.items())
    report = {
        "title": f"{deliveries} deliveries of {CALLS} calls, each ingested at once",
        "baseline": "a delivery of the first third, landing to gold",
        "measures": [
            {"what": "first third", "seconds": first, "runs": third, "ratio": 1},
            {"what": "last third", "seconds": last, "runs": third, "ratio": last / first},
        ],
        "notes": [f"Files in the end, with no maintenance in between: {listed}."],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
