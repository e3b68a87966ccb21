"""Landing to gold on the 1,017 real calls, against Spark only reading and parsing the same files.

Both in one Spark process, tuned as the local workspace runs it, in turn; the first round of each
warms the process up and is reported by itself. Usage: python bench/ingest.py [rounds]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from cluster.spark.session import build_session
from lakehouse.runtime import contracts as contracts_module
from lakehouse.runtime.contracts import Contracts
from lakehouse_setup import (
    CHECKPOINTS,
    DATA,
    FEEDS,
    LANDING,
    make_tables,
    render_contracts,
    steps,
    timed,
    volume,
)
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from spark_counts import SparkCounter, SparkCounts

EXPECTED = {
    "silver.conversations": 1017,
    "silver.conversation_signals": 47814,
    "silver.deals": 1017,
    "silver.reps": 701,
    "silver.quarantine": 0,
}


def read_and_parse(spark: SparkSession, contracts: Contracts) -> None:
    """The baseline: every document read as text and parsed as declared, nothing written."""
    for feed in map(contracts.feed, FEEDS):
        text = spark.read.text(f"{LANDING}/{feed.path}/", wholetext=feed.whole_file)
        parsed = text.select(F.from_json("value", feed.declared).alias("document"))
        parsed.write.format("noop").mode("overwrite").save()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    if rounds < 2:
        raise SystemExit(f"error: rounds: fewer than 2, got {rounds}. The first round warms up")
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    # Python functions of a query run in separate processes, which need the packages of this one
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-ingest-"))
    shutil.copytree(DATA, volume(home, LANDING))
    contracts_file = render_contracts(home)
    contracts = contracts_module.load(contracts_file)
    declared = json.loads(contracts_file.read_text())["tables"]
    spark = build_session(home, memory="4g")
    counter = SparkCounter(spark, home / "warehouse")
    baseline: list[float] = []
    counts: dict[str, SparkCounts] = {}
    split: dict[str, list[float]] = defaultdict(list)
    try:
        for number in range(1, rounds + 1):
            print(f"  round {number} of {rounds}", file=sys.stderr)
            make_tables(spark, declared)
            shutil.rmtree(volume(home, CHECKPOINTS), ignore_errors=True)
            baseline.append(timed("read_and_parse", lambda: read_and_parse(spark, contracts)))
            for name, work in steps(spark, contracts).items():
                counts[name] = counter.during(
                    lambda name=name, work=work: split[name].append(timed(name, work))
                )
                print(f"      {counts[name]}", file=sys.stderr, flush=True)
            for table, rows in EXPECTED.items():
                found = spark.table(table).count()
                if found != rows:
                    raise SystemExit(f"error: {table}: not {rows} rows, got {found}")
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)

    base = median(baseline[1:])
    totals = [sum(times) for times in zip(*split.values(), strict=True)]

    def measure(what: str, times: list[float]) -> dict[str, object]:
        seconds = median(times)
        return {"what": what, "seconds": seconds, "runs": len(times), "ratio": seconds / base}

    report = {
        "title": "Ingest of 1,017 calls, 47,814 signals",
        "baseline": "Spark reading the same files and parsing them to their declared types, "
        "in the same process",
        "goal": "at most 4x, landing to gold",
        "measures": [
            measure("read and parse", baseline[1:]),
            measure("landing to gold, one task after the other", totals[1:]),
            *(measure(f"&nbsp;&nbsp;{name}", times[1:]) for name, times in split.items()),
            measure("first round: read and parse, process cold", baseline[:1]),
            measure("first round: landing to gold, process cold", totals[:1]),
        ],
        "counts": sum(counts.values(), SparkCounts()).by_name(),
        "notes": [
            "Counts by task: "
            + "; ".join(f"{name}: {of_task}" for name, of_task in counts.items())
            + ".",
            "What a run costs before its first row: streaming queries start, checkpoint and "
            "end, and each Delta commit and each plan of a MERGE is several Spark jobs of about "
            "0.1 s. The baseline has none of that, and so few rows do not outweigh it.",
        ],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
