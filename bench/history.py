"""The next 1,000 calls where silver has 100,000 signals, and where it has 10 million.

Compared with the pipeline of the usual tutorial on the same input: JSON with an inferred schema,
exploded signals, a MERGE that reads the whole table, and gold recomputed in full.
Usage: python bench/history.py [signals]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from cluster.spark.session import build_session
from lakehouse.runtime import contracts as contracts_module
from lakehouse_setup import (
    CHECKPOINTS,
    DATA,
    LANDING,
    compile_fully,
    make_tables,
    render_contracts,
    steps,
    timed,
    volume,
)
from made_history import fill
from pyspark.sql import SparkSession
from tutorial_pipeline import TUTORIAL, TUTORIAL_TABLE, tutorial

LITTLE = 100_000
DELIVERIES = 2
"""Measured ones; one before them warms the process up, and fits the streams to the history."""

FILE_BYTES = 16 * 2**20
"""Target file size of OPTIMIZE: 10 million signals have about 40 files, as a much larger table has
with the 256 MB of Databricks."""

OURS = ("ingest_conversations", "refresh_rep_monthly_scores")


def deliver(landing: Path, number: int) -> None:
    """Delivers the real calls again, as new calls of the last month."""
    for file in sorted((DATA / "conversations").rglob("*.json")):
        document = json.loads(file.read_text())
        call = document["call"]
        day = f"{int(call['call_timestamp'][8:10]) % 28 + 1:02}"
        at = f"2018-09-{day}{call['call_timestamp'][10:]}"
        stamp = at.replace("-", "").replace("T", "-").replace(":", "")[:15]
        call["call_id"] = f"p4g-{stamp}_{number}_{call['call_id']}"
        call["call_timestamp"] = at
        folder = landing / "conversations" / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{call['call_id']}.json").write_text(json.dumps(document))


@contextmanager
def for_many_rows(spark: SparkSession) -> Iterator[None]:
    """Spark's own settings for planning and code generation, as on a cluster.

    Those of the local workspace suit statements on few rows, and with ten million they would be
    what is measured.
    """
    settings = {
        "spark.sql.codegen.wholeStage": "true",
        "spark.sql.adaptive.enabled": "true",
        "spark.databricks.delta.optimize.maxFileSize": str(FILE_BYTES),
    }
    before = {name: spark.conf.get(name, None) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, value)


class Bench:
    """One Spark process, with a lakehouse that is recreated for each history."""

    def __init__(self, home: Path) -> None:
        self.landing = volume(home, LANDING)
        self.home = home
        for feed in ("reps", "deals"):
            shutil.copytree(DATA / feed, self.landing / feed)
        contracts_file = render_contracts(home)
        self.declared = json.loads(contracts_file.read_text())["tables"]
        self.spark = build_session(home, memory="6g")
        self.steps = steps(self.spark, contracts_module.load(contracts_file))

    def measure(self, signals: int) -> dict[str, list[float]]:
        """The seconds of each step of each delivery, ours and the tutorial's, on that history."""
        print(f"  {signals:,} signals", file=sys.stderr, flush=True)
        make_tables(self.spark, self.declared)
        for table in ("bronze.tutorial", "silver.tutorial_signals", "gold.tutorial_scores"):
            self.spark.sql(f"drop table if exists {table}")
        self.spark.sql(TUTORIAL_TABLE)
        for folder in (CHECKPOINTS, TUTORIAL, f"{LANDING}/conversations"):
            shutil.rmtree(volume(self.home, folder), ignore_errors=True)
        deliver(self.landing, 0)
        for task in self.steps.values():
            task()
        sample = self.spark.table("silver.conversation_signals")
        sample.write.mode("overwrite").saveAsTable("silver.sample_signals")
        with for_many_rows(self.spark):
            timed("making the history", lambda: fill(self.spark, signals))
            timed("gold of the history", self.steps["refresh_rep_monthly_scores"])
            # the tutorial has the same history, and its streams begin with what is there, like ours
            clone = "create table silver.tutorial_signals shallow clone silver.conversation_signals"
            self.spark.sql(clone).collect()
            timed("the tutorial's first run", lambda: tutorial(self.spark))
            times: dict[str, list[float]] = {}
            for number in range(DELIVERIES + 1):
                deliver(self.landing, number + 1)
                for name in OURS:
                    times.setdefault(name, []).append(timed(name, self.steps[name]))
                own = timed("tutorial", lambda: tutorial(self.spark))
                times.setdefault("tutorial", []).append(own)
        return {name: of_all[1:] for name, of_all in times.items()}


def report(little: dict[str, list[float]], much: dict[str, list[float]], signals: int) -> dict:
    """The ratios to a delivery on little history."""

    def ours(times: dict[str, list[float]]) -> float:
        return sum(median(times[name]) for name in OURS)

    def measure(what: str, seconds: float, base: float) -> dict[str, object]:
        return {"what": what, "seconds": seconds, "runs": DELIVERIES, "ratio": seconds / base}

    base = ours(little)
    measures = []
    for number, times in ((LITTLE, little), (signals, much)):
        measures.append(measure(f"{number:,} signals: landing to gold", ours(times), base))
        measures += [
            measure(f"&nbsp;&nbsp;{name}", median(times[name]), median(little[name]))
            for name in OURS
        ]
        what = f"{number:,} signals: the tutorial's pipeline"
        measures.append(measure(what, median(times["tutorial"]), base))
    return {
        "title": "The next 1,017 calls, on little history and on much",
        "baseline": f"landing to gold with {LITTLE:,} signals in silver; of a step, the same step",
        "goal": f"at most 1.5x with {signals:,}",
        "measures": measures,
        "notes": [
            "The tutorial's pipeline reads JSON with an inferred schema, explodes it, merges by "
            "`signal_id` alone and recomputes gold. It has no quarantine, keeps no payload, "
            "and lets an older evaluation replace a newer one.",
            "The history is made, in files of 16 MB that are ordered by call and time, some 40 of "
            "10 million signals; ids of calls begin with their time, as the real ones do.",
            "The short history comes after the long one in the same process, which is warmer then.",
            "Planning, code generation and compilation are as Spark and Java have them by default, "
            "not as in the local workspace, which is tuned for few rows.",
        ],
    }


def main() -> None:
    signals = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    compile_fully()
    home = Path(tempfile.mkdtemp(prefix="bench-history-"))
    bench = Bench(home)
    try:
        # the short one last: in the same process, which is warmer then
        much = bench.measure(signals)
        print(json.dumps(report(bench.measure(LITTLE), much, signals)))
    finally:
        bench.spark.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
