"""Tables are compacted, clustered and rid of old files where their health asks for it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from lakehouse.maintenance.maintain import NotMaintained, maintain
from lakehouse.maintenance.plan import Policy
from lakehouse.runtime import conflicts, job_locks, sql
from lakehouse.runtime.contracts import ContractError
from lakehouse.runtime.streams import Batch, Outcome, each_batch
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from ..small_lakehouse import CATALOG, SmallLakehouse

SIGNALS, REPS = "silver.conversation_signals", "silver.reps"
KEYS = ("call_id", "call_timestamp")
POLICY = Policy(
    layout="zorder",
    target_file_bytes=1 << 30,
    small_file_share=0.2,
    small_file_count=4,
    cluster_every_days=7,
    vacuum_every_days=7,
    statistics=False,
    predictive_optimization=False,
)


def run(small: SmallLakehouse, *tables: str, **changes: Any) -> dict[str, dict[str, str]]:
    """Maintains tables, all as `POLICY` has it but for the changes; outcomes by table."""
    policy = replace(POLICY, **changes)
    options = {"catalog": CATALOG, "tables": tables, "job_run_id": "7", "say": lambda _: None}
    return maintain(small.spark, small.contracts, policy=policy, **options)


def record(small: SmallLakehouse, table: str) -> dict[str, Any]:
    """The last row of ops.table_health of a table, its actions by their names."""
    rows = sql.run(small.spark, "monitoring/table_health.sql").where(f"table_name = '{table}'")
    checked_at = rows.first()["checked_at"]
    row = small.spark.table("ops.table_health").where(f"table_name = '{table}'")
    found = row.where(row.checked_at == checked_at).first().asDict(recursive=True)
    return {**found, "actions": {a["action"]: a for a in found["actions"]}}


def fill(small: SmallLakehouse, table: str, first: int, last: int, files: int = 1) -> None:
    """Adds rows that differ by a number, in so many files: what has to be there, and no more."""
    values = {
        "STRING": "concat('{0} ', id)",
        "TIMESTAMP": "timestamp '2025-04-10 00:00:00' + make_dt_interval(cast(id as int))",
    }
    required = [c for c in small.contracts.table(table).columns if not c.nullable]
    small.spark.sql(
        f"insert into {table} ({', '.join(c.name for c in required)}) "
        f"select /*+ repartition({files}) */ "
        f"{', '.join(values[c.type].format(c.name) for c in required)} from range({first}, {last})"
    )


def keep(small: SmallLakehouse, table: str, log: str, files: str) -> None:
    """Has a table keep its log and removed files for so long."""
    small.spark.sql(
        f"alter table {table} set tblproperties ('delta.logRetentionDuration' = 'interval {log}',"
        f" 'delta.deletedFileRetentionDuration' = 'interval {files}')"
    )


@pytest.fixture(scope="module")
def filled(small: SmallLakehouse) -> SmallLakehouse:
    """Signals and reps in as many files as small deliveries make."""
    for table in (SIGNALS, REPS):
        keep(small, table, "30 days", "30 days")
        fill(small, table, 0, 40, files=4)
    return small


def test_signals_are_clustered_and_reps_compacted(filled: SmallLakehouse) -> None:
    before = filled.rows(SIGNALS)
    assert run(filled, SIGNALS, REPS) == {
        SIGNALS: {
            "layout": "skipped",
            "cluster": "done",
            "optimize": "skipped",
            "analyze": "skipped",
            "vacuum": "skipped",
        },
        REPS: {
            "layout": "skipped",
            "cluster": "skipped",
            "optimize": "done",
            "analyze": "skipped",
            "vacuum": "skipped",
        },
    }
    assert filled.rows(SIGNALS) == before
    found = record(filled, REPS)
    assert (found["job_run_id"], found["small_file_share"]) == ("7", 1.0)
    assert found["file_count"] == found["small_file_count"] >= 4
    assert found["size_bytes"] > found["size_bytes_after"] > 0
    assert (found["file_count_after"], found["clustering"]) == (1, None)
    assert (found["oldest_version"], found["versions_kept"]) == (0, found["version"] + 1)
    assert {name: a["reason"] for name, a in found["actions"].items()} == {
        "layout": "is as declared",
        "cluster": "has no layout columns",
        "optimize": "4 of 4 files are small; it is worth it from 4 and 20% on",
        "analyze": "tableStatistics is off",
        "vacuum": "no version is older than 30 days",
    }
    assert found["actions"]["optimize"]["attempts"] == 1


def test_what_is_healthy_is_left_alone(filled: SmallLakehouse) -> None:
    version = record(filled, SIGNALS)["version"]
    assert set(run(filled, SIGNALS)[SIGNALS].values()) == {"skipped"}
    found = record(filled, SIGNALS)
    assert found["version"] == version + 1
    assert (found["clustering"], tuple(found["clustering_columns"])) == ("zorder", KEYS)
    assert found["file_count_after"] is None
    assert found["last_clustered_at"] == found["last_optimized_at"] > found["last_written_at"]


def test_it_runs_beside_a_stream_of_merges_and_neither_fails(
    filled: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches write the rows whose files are rewritten, until one of both had to do it again."""
    conflicts_met: list[float] = []
    clock = SimpleNamespace(sleep=lambda s: (conflicts_met.append(s), time.sleep(s)))
    monkeypatch.setattr(conflicts, "time", clock)
    done, idle, merged = threading.Event(), threading.Event(), []

    def merge(session: SparkSession, rows: DataFrame, batch: Batch) -> Outcome:
        if done.is_set():
            idle.set()
            return Outcome()
        rows = session.table(SIGNALS).where("call_id < 'call_id 2'")
        rows = rows.withColumns({"value_number": F.lit(batch.batch_id), "is_current": F.lit(True)})
        of = {"first_call_id": "call_id 0", "last_call_id": "call_id 9"}
        file, views = "silver/merge_conversation_signals.sql", {"changed_signals": rows}
        merged.append(sql.merge(session, file, views, **of)["updated"])
        return Outcome()

    def stream() -> None:
        source = filled.spark.readStream.format("rate").load()
        checkpoint = f"{filled.options['checkpoints']}/merges"
        each_batch(source, merge, catalog=CATALOG, checkpoint=checkpoint, trigger="0 seconds")

    outcomes = []
    with ThreadPoolExecutor(1) as pool:
        merging = pool.submit(stream)
        try:
            while not (conflicts_met and merged) and len(outcomes) < 20 and not merging.done():
                outcomes.append(run(filled, SIGNALS, cluster_every_days=0)[SIGNALS])
        finally:
            done.set()
            idle.wait(60)
            for query in filled.spark.streams.active:
                query.stop()
        merging.result()
    assert conflicts_met
    assert {outcome["cluster"] for outcome in outcomes} <= {"done", "skipped", "postponed"}
    assert set(merged) == {12}
    rows = filled.rows(SIGNALS)
    assert len(rows) == 40
    assert len({row["signal_id"] for row in rows}) == 40
    changed = [row["value_number"] for row in rows if row["value_number"] is not None]
    assert len(changed) == 12
    assert len(set(changed)) == 1


def test_liquid_takes_the_place_of_zorder_and_stays(filled: SmallLakehouse) -> None:
    filled.refresh()
    before = filled.rows(SIGNALS)
    outcomes = run(filled, SIGNALS, layout="liquid")[SIGNALS]
    assert (outcomes["layout"], outcomes["cluster"]) == ("done", "done")
    assert set(run(filled, SIGNALS, layout="liquid")[SIGNALS].values()) == {"skipped"}
    found = record(filled, SIGNALS)
    assert (found["clustering"], tuple(found["clustering_columns"])) == ("liquid", KEYS)
    assert filled.rows(SIGNALS) == before

    fill(filled, SIGNALS, 40, 50)
    # the stream of changes reads on, and nothing but what was written
    assert filled.refresh()["gold.rep_monthly_scores"]["read"] == 10
    outcomes = run(filled, SIGNALS, cluster_every_days=0)[SIGNALS]
    assert (outcomes["layout"], outcomes["cluster"]) == ("skipped", "done")
    reasons = record(filled, SIGNALS)["actions"]
    assert reasons["layout"]["reason"].startswith("stays liquid: Delta Lake refuses ZORDER BY")
    assert len(filled.rows(SIGNALS)) == 50


def test_files_are_kept_for_as_long_as_the_log_and_no_longer(filled: SmallLakehouse) -> None:
    """Beside it: open-source Spark parses ANALYZE, and has none for tables of Delta Lake."""
    folder = filled.home / "warehouse" / "silver.db" / "reps"
    files = len(list(folder.glob("*.parquet")))
    keep(filled, REPS, log="1 hour", files="0 hours")
    with pytest.raises(NotMaintained) as raised:
        run(filled, REPS, statistics=True)
    assert str(raised.value) == (
        f"maintenance: not all actions succeeded, got {REPS}: analyze: "
        "NOT_SUPPORTED_COMMAND_FOR_V2_TABLE; "
        f"{REPS}: vacuum: delta.deletedFileRetentionDuration: shorter than "
        "delta.logRetentionDuration (3600 s), got 0 s"
    )
    found = record(filled, REPS)
    assert (found["actions"]["vacuum"]["outcome"], found["last_analyzed_at"]) == ("failed", None)
    assert len(list(folder.glob("*.parquet"))) == files > 1

    keep(filled, REPS, log="0 hours", files="0 hours")
    assert run(filled, REPS)[REPS]["vacuum"] == "done"
    assert len(list(folder.glob("*.parquet"))) == 1
    assert len(filled.rows(REPS)) == 40


def test_a_second_run_is_refused(filled: SmallLakehouse) -> None:
    with job_locks.held(filled.spark, "maintenance", "41"):
        records = filled.spark.table("ops.table_health").count()
        with pytest.raises(
            job_locks.Locked, match="lock .*: 41 has held it since .*, got a request of "
        ):
            run(filled, REPS)
        assert filled.spark.table("ops.table_health").count() == records
    assert filled.rows("ops.job_locks") == [
        {
            "name": "maintenance",
            "holder": None,
            "taken_at": None,
            "expires_at": None,
            "stages": [],
        }
    ]


def test_a_table_that_is_not_there_keeps_no_other_waiting(filled: SmallLakehouse) -> None:
    with pytest.raises(ContractError, match="table: unknown, got silver.nothing. Use one of "):
        run(filled, "silver.nothing")
    filled.spark.sql("drop table silver.deals")
    with pytest.raises(NotMaintained, match="got silver.deals: [A-Z0-9_.]+$"):
        run(filled, "silver.deals", REPS)
    found = record(filled, REPS)
    assert (found["file_count"], found["actions"]["vacuum"]["outcome"]) == (1, "skipped")
    filled.make("silver.deals")
