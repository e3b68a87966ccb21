"""Landing by each way to evolve a schema: documents a second, on copies of the real calls.

Usage: python bench/modes.py [copies]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from cluster.spark.session import build_session
from lakehouse.ingest.landing import land_feed
from lakehouse.runtime import contracts as contracts_module
from lakehouse.runtime.contracts import SCHEMA_EVOLUTIONS, Contracts
from lakehouse_setup import (
    CATALOG,
    CHECKPOINTS,
    DATA,
    LANDING,
    make_tables,
    render_contracts,
    volume,
)

ROUNDS = 3
FEED = "conversations"
FEED_SCHEMAS = "ops.feed_schemas"
"""Where `addNewColumns` looks up what a feed has grown by."""


def in_mode(contracts: Contracts, mode: str) -> Contracts:
    """The contracts with another way for the conversations to evolve."""
    feed = replace(contracts.feed(FEED), schema_evolution=mode)
    return replace(contracts, feeds={**contracts.feeds, FEED: feed})


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-modes-"))
    for copy in range(copies):
        shutil.copytree(DATA / FEED, volume(home, LANDING) / FEED / str(copy))
    documents = sum(1 for _ in volume(home, LANDING).rglob("*.json"))
    contracts_file = render_contracts(home)
    contracts = contracts_module.load(contracts_file)
    tables = json.loads(contracts_file.read_text())["tables"]
    declared = {name: tables[name] for name in (contracts.feed(FEED).bronze_table, FEED_SCHEMAS)}
    spark = build_session(home, memory="4g")
    times: dict[str, list[float]] = {mode: [] for mode in ("none", *SCHEMA_EVOLUTIONS)}
    try:
        for number in range(ROUNDS + 1):
            # in turn, so that none has the warmer process
            for mode, measured in times.items():
                make_tables(spark, declared)
                shutil.rmtree(volume(home, CHECKPOINTS), ignore_errors=True)
                options = {"catalog": CATALOG, "landing": LANDING, "checkpoints": CHECKPOINTS}
                started = time.perf_counter()
                done = land_feed(
                    spark, in_mode(contracts, mode), FEED, **options, trigger="availableNow"
                )
                seconds = time.perf_counter() - started
                landed = done.counts[contracts.feed(FEED).bronze_table]["inserted"]
                if landed != documents:
                    raise SystemExit(f"error: not {documents} documents landed, got {landed}")
                print(f"  round {number}, {mode}: {seconds:.2f} s", file=sys.stderr)
                if number > 0:
                    measured.append(seconds)
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)
    base = median(times["none"])
    measures = [
        {
            "what": f"{mode}: {documents / median(measured):,.0f} documents/s",
            "seconds": median(measured),
            "runs": ROUNDS,
            "ratio": median(measured) / base,
        }
        for mode, measured in times.items()
    ]
    report = {
        "title": f"Landing of {documents:,} calls, by schema evolution",
        "baseline": "`none`, which checks no field",
        "measures": measures,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
