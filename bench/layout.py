"""Layouts of the signals table: what queries read and take, and what each layout costs.

As small deliveries leave the files, after OPTIMIZE, after OPTIMIZE ZORDER BY, and with liquid
clustering, by the statements of sql/maintenance. A delivery brings the calls of some six hours, and
calls have ids at random, as many sources give them: every file may have any call of its hours. The
layouts are clones of one table, and are asked in turn: from the disk of this machine, and with the
latency and throughput of an object store (bench/object_store.py).
Usage: python bench/layout.py [signals ...]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from cluster.spark.session import build_session
from lakehouse.runtime import sql
from lakehouse_setup import compile_fully, file_count, make_tables, render_contracts, timed
from object_store import FIGURES, latency, session_arguments, taken
from pyspark.sql import SparkSession

MERGE_RUNS = 2
RUNS = {"disk": (3, 7), "object store": (2, 2)}
"""Cold and repeated runs of a query, by storage."""

SIZES = (1_000_000, 10_000_000)
SIGNALS_OF_CALL, SIGNALS_OF_FILE, CALLS_OF_MERGE = 47, 6_667, 1_000
SECONDS_BETWEEN_CALLS = 150
"""So that ten million signals are those of a year."""

REPS, DEALS = 400, 20_000
FILE_BYTES = 16 * 2**20
"""Target file size of OPTIMIZE: 10 million signals have about 40 files, as a much larger table has
with 256 MB or 1 GB."""

SETTINGS = {
    "spark.sql.codegen.wholeStage": "true",
    "spark.databricks.delta.optimize.maxFileSize": str(FILE_BYTES),
    "spark.databricks.delta.optimize.minFileSize": str(FILE_BYTES // 2),
}
"""As on a cluster: the local workspace is tuned for few rows."""

TABLE, MERGED = "silver.conversation_signals", "silver.merged_signals"
KEYS = "call_id, call_timestamp"
MAINTENANCE: dict[str, list[tuple[str, dict[str, str]]]] = {
    "as landed": [],
    "OPTIMIZE": [("optimize", {})],
    "ZORDER BY": [("optimize_zorder", {"columns": KEYS})],
    "liquid clustering": [("cluster_by", {"columns": KEYS}), ("optimize_full", {})],
}

SIGNALS = """
select
    sha2(cast(id as string), 256) as signal_id,
    call_id,
    call_timestamp,
    concat('rep-', pmod(hash(call), {reps})) as rep_id,
    concat('deal-', pmod(hash(call), {deals})) as deal_id,
    concat('signal-', id % {signals_of_call}) as signal_name,
    'score' as signal_type,
    cast(id % 1000 as double) / 1000 as value_number,
    'v@1' as scoring_version,
    call_timestamp as scored_at,
    '' as payload_sha256,
    concat('dbfs:/made/', call_id, '.json') as source_file,
    call_timestamp as updated_at
from (
    select
        id,
        id div {signals_of_call} as call,
        md5(cast(id div {signals_of_call} as string)) as call_id,
        timestamp '2024-01-01'
        + make_dt_interval(0, 0, 0, (id div {signals_of_call}) * {between}) as call_timestamp
    from range(0, {signals}, 1, {files})
)
"""
QUERIES = {
    "signals of one call, in a quarter": "call_id = md5('{call}') and {quarter}",
    "of one deal, in a quarter": "deal_id = {deal} and {quarter}",
    "of one rep, in a month": "rep_id = {rep} and {month}",
}


def conditions(signals: int) -> dict[str, str]:
    """The queries, of a call in the middle of the table, and of its deal and rep."""
    call = signals // SIGNALS_OF_CALL // 2
    spans = {
        name: f"call_timestamp between {_at(call)} - interval {days} days"
        f" and {_at(call)} + interval {days} days"
        for name, days in (("quarter", 45), ("month", 15))
    }
    of_call = {
        name: f"concat('{name}-', pmod(hash({call}L), {many}))"
        for name, many in (("deal", DEALS), ("rep", REPS))
    }
    names = {"call": call, **of_call, **spans}
    return {what: text.format(**names) for what, text in QUERIES.items()}


def _at(call: int) -> str:
    return f"(timestamp '2024-01-01' + make_dt_interval(0, 0, 0, {call * SECONDS_BETWEEN_CALLS}))"


def land(spark: SparkSession, signals: int) -> None:
    """The table as deliveries leave it, a file each."""
    spark.sql(f"truncate table {TABLE}")
    made = spark.sql(
        SIGNALS.format(
            signals=signals,
            files=max(1, signals // SIGNALS_OF_FILE),
            signals_of_call=SIGNALS_OF_CALL,
            between=SECONDS_BETWEEN_CALLS,
            reps=REPS,
            deals=DEALS,
        )
    )
    made.createOrReplaceTempView("made_signals")
    names = ", ".join(made.columns)
    spark.sql(f"insert into {TABLE} ({names}) select {names} from made_signals")


def lay_out(spark: SparkSession, layout: str, table: str) -> None:
    """Gives a clone of the landed table its layout."""
    for name, parameters in MAINTENANCE[layout]:
        sql.run(spark, f"maintenance/{name}.sql", table_name=table, **parameters).collect()


@dataclass(frozen=True)
class Scan:
    """A query that ran: its seconds, the files and bytes of its scan, requests to the storage."""

    seconds: float
    files: int
    size: int
    requests: int


def scan(spark: SparkSession, table: str, condition: str) -> Scan:
    """Runs a query."""
    taken(spark)
    rows = spark.sql(
        f"select count(*), sum(value_number), max(signal_name) from {table} where {condition}"
    )
    seconds = timed(None, rows.collect)
    metrics = rows._jdf.queryExecution().executedPlan().collectLeaves().apply(0).metrics()
    return Scan(
        seconds,
        metrics.apply("numFiles").value(),
        metrics.apply("filesSize").value(),
        taken(spark),
    )


def forget(spark: SparkSession, warehouse: Path) -> None:
    """Clears the caches, so that the next query reads the log and the files from disk."""
    spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()
    for file in warehouse.rglob("*.parquet"):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def score_again(spark: SparkSession, signals: int) -> dict[str, str]:
    """The batch that is merged: signals of two days' calls; the least and greatest of their ids."""
    first = signals // SIGNALS_OF_CALL // 3
    changed = spark.sql(
        f"select * except (value_number), 0.5 as value_number, true as is_current from {TABLE}"
        f" where call_timestamp >= {_at(first)} and call_timestamp < {_at(first + CALLS_OF_MERGE)}"
    )
    # in memory, as a batch is
    changed.localCheckpoint().createOrReplaceTempView("changed_signals")
    ids = spark.sql("select min(call_id), max(call_id) from changed_signals").first()
    return {"first_call_id": ids[0], "last_call_id": ids[1]}


def merge(spark: SparkSession, table: str, arguments: dict[str, str]) -> float:
    """Merges the batch into a clone, as the merge of silver does; seconds."""
    spark.sql(f"drop table if exists {MERGED}")
    spark.sql(f"create table {MERGED} shallow clone {table}").collect()
    text = sql.read("silver/merge_conversation_signals.sql").replace(TABLE, MERGED)
    return timed(None, lambda: spark.sql(text, args=arguments).collect())


def measure(spark: SparkSession, warehouse: Path, signals: int) -> list[dict[str, Any]]:
    """Every layout of a table of so many signals."""
    timed(f"landing {signals:,} signals", lambda: land(spark, signals))
    tables = {layout: f"silver.layout_{number}" for number, layout in enumerate(MAINTENANCE)}
    made: dict[str, float] = {}
    for layout, table in tables.items():
        spark.sql(f"create or replace table {table} shallow clone {TABLE}").collect()
        made[layout] = timed(layout, lambda made=(layout, table): lay_out(spark, *made))
    found = []
    for what, condition in conditions(signals).items():
        found += asked(spark, warehouse, tables, f"{signals:,}: {what}", condition)
    merged: dict[str, list[float]] = {layout: [] for layout in tables}
    batch = score_again(spark, signals)
    # the first round warms the process up
    for _ in range(MERGE_RUNS + 1):
        for layout, table in tables.items():
            merged[layout].append(merge(spark, table, batch))
    for layout, table in tables.items():
        if MAINTENANCE[layout]:
            what = f"{signals:,}: making {layout}"
            found.append({"what": what, "seconds": made[layout], "runs": 1})
        seconds, of_landed = (median(merged[name][1:]) for name in (layout, "as landed"))
        found.append(
            {
                "what": f"{signals:,}: MERGE of {CALLS_OF_MERGE:,} calls into {layout}",
                "seconds": seconds,
                "runs": MERGE_RUNS,
                "ratio": seconds / of_landed,
            }
        )
        spark.sql(f"drop table {table}")
    return found


def asked(
    spark: SparkSession, warehouse: Path, tables: dict[str, str], what: str, condition: str
) -> list[dict[str, Any]]:
    """A query of every layout, in turn: on each storage, cold and repeated."""
    answers = {
        spark.sql(f"select count(*) from {table} where {condition}").first()[0]
        for table in tables.values()
    }
    if len(answers) != 1 or answers == {0}:
        raise SystemExit(f"error: layouts must answer the same, got counts: {answers}")
    of_all = {layout: file_count(spark, table) for layout, table in tables.items()}
    found = []
    for storage, (cold_runs, repeated_runs) in RUNS.items():
        for kind, runs in (("cold", cold_runs), ("repeated", repeated_runs)):
            scans: dict[str, list[Scan]] = {layout: [] for layout in tables}
            for _ in range(runs):
                for layout, table in tables.items():
                    if kind == "cold":
                        forget(spark, warehouse)
                    with latency(spark) if storage == "object store" else nullcontext():
                        scans[layout].append(scan(spark, table, condition))
            seconds = {layout: median(one.seconds for one in scans[layout]) for layout in tables}
            for layout, (first, *_) in scans.items():
                work = f"{first.files} of {of_all[layout]} files, {first.size / 1e6:.1f} MB"
                if first.requests:
                    work += f", {first.requests:,} requests"
                found.append(
                    {
                        "what": f"{what}, {storage}, {kind}: {layout}, {work}",
                        "seconds": seconds[layout],
                        "runs": runs,
                        "ratio": seconds[layout] / seconds["as landed"],
                        "shown": {"group": f"{what}, {storage}", "part": kind, "series": layout},
                    }
                )
                print(f"    {found[-1]['what']}: {found[-1]['seconds']:.2f} s", file=sys.stderr)
    return found


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    compile_fully()
    home = Path(tempfile.mkdtemp(prefix="bench-layout-"))
    spark = build_session(home, memory="6g", **session_arguments())
    try:
        declared = json.loads(render_contracts(home).read_text())["tables"]
        make_tables(spark, {TABLE: declared[TABLE]})
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        measures = [row for signals in sizes for row in measure(spark, home / "warehouse", signals)]
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)
    report = {
        "title": "Layouts of the signals table",
        "baseline": "the same statement on the files as deliveries of some 140 calls leave them, "
        "in turn with it",
        "goal": "on an object store, the signals of one call, deal or rep among 10,000,000: at "
        "most 0.20x of the time with the best layout, and no more than 3 files",
        "measures": measures,
        "notes": [
            f"Files of {FILE_BYTES >> 20} MB after maintenance. Cold: nothing is known of the "
            "table yet, and its files are not in memory.",
            f"Object store: {FIGURES}. Two tasks read at a time here; repeated queries read the "
            "files again, as there is no disk cache.",
            f"Both layouts are by {KEYS}. Ids of calls are random here, so a merge has to look "
            "into every file that may have one of its calls.",
        ],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
