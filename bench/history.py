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
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

LITTLE = 100_000
DELIVERIES = 2
"""Measured ones; one before them warms the process up, and fits the streams to the history."""

FILE_BYTES = 16 * 2**20
"""Target file size of OPTIMIZE: 10 million signals have about 40 files, as a much larger table has
with the 256 MB of Databricks."""

PER_CALL = 47
"""Signals of a call, as the real ones have on average."""

OURS = ("ingest_conversations", "refresh_rep_monthly_scores")
TUTORIAL = "/Volumes/spark_catalog/ops/tutorial"

# one row per made call: 57 months of them, the last of which is that of the deliveries
MADE_CALLS = """
with reps as (select collect_list(rep_id) as ids from silver.reps),

calls as (
    select id, timestamp '2014-01-01' + make_dt_interval(cast(id * 1734 / {calls} as int)) as at
    from range(0, {calls}, 1, 8)
)

select
    concat('p4g-', date_format(calls.at, 'yyyyMMdd-HHmmss'), '_', calls.id, '_made') as call_id,
    calls.at as call_timestamp,
    'made' as source_system,
    reps.ids[cast(calls.id % size(reps.ids) as int)] as rep_id,
    cast(array() as array<struct<turn_index int, speaker_id string, role string, text string>>)
        as transcript,
    '' as transcript_text,
    0 as turn_count,
    0 as rep_turn_count,
    sha2(cast(calls.id as string), 256) as payload_sha256,
    concat('dbfs:/made/', calls.id) as source_file,
    calls.at as ingested_at,
    calls.at as updated_at
from calls
cross join reps
"""
# one row per signal: names and versions as the real ones have
MADE_SIGNALS = """
with kinds as (
    select signal_name, scoring_version, first(signal_type) as signal_type, count(*) as often
    from silver.sample_signals
    group by signal_name, scoring_version
    order by often desc, signal_name, scoring_version
    limit {per_call}
)

select
    sha2(concat_ws(' ', calls.call_id, kinds.signal_name, kinds.scoring_version), 256) as signal_id,
    calls.call_id,
    calls.call_timestamp,
    calls.rep_id,
    kinds.signal_name,
    kinds.signal_type,
    case when kinds.signal_type = 'score' then hash(calls.call_id) % 100 end as value_number,
    case when kinds.signal_type in ('behaviour', 'risk_flag') then true end as value_boolean,
    case when kinds.signal_type = 'label' then 'made' end as value_string,
    0.5 as confidence,
    concat('made from ', calls.call_id) as reason,
    kinds.scoring_version,
    calls.call_timestamp as scored_at,
    calls.payload_sha256,
    calls.source_file,
    calls.call_timestamp as updated_at
from silver.made_calls as calls
cross join kinds
"""
TUTORIAL_MERGE = """
merge into silver.tutorial_signals as t
using tutorial_signals as s on t.signal_id = s.signal_id
when matched then update set *
when not matched then insert *
"""
TUTORIAL_TABLE = """
create table gold.tutorial_scores (
    rep_id string,
    month timestamp,
    signal_name string,
    scoring_version string,
    conversation_count bigint,
    avg_value double,
    avg_confidence double
) using delta
"""
TUTORIAL_GOLD = """
insert overwrite gold.tutorial_scores
select
    s.rep_id,
    date_trunc('month', s.call_timestamp) as month,
    s.signal_name,
    s.scoring_version,
    count(*) as conversation_count,
    avg(coalesce(s.value_number, cast(s.value_boolean as double))) as avg_value,
    avg(s.confidence) as avg_confidence
from silver.tutorial_signals as s
left join silver.reps as r on s.rep_id = r.rep_id
group by all
"""


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


def fill(spark: SparkSession, signals: int) -> None:
    """Silver's history, laid out as maintenance leaves it."""
    calls = signals // PER_CALL
    made = spark.sql(MADE_CALLS.format(calls=calls))
    made.write.mode("overwrite").option("overwriteSchema", True).saveAsTable("silver.made_calls")
    append(spark.table("silver.made_calls"), "silver.conversations")
    append(spark.sql(MADE_SIGNALS.format(per_call=PER_CALL)), "silver.conversation_signals")
    for table in ("silver.conversations", "silver.conversation_signals"):
        spark.sql(f"optimize {table} zorder by (call_id, call_timestamp)").collect()


def append(rows: DataFrame, table: str) -> None:
    """Adds rows that lack columns of the table, which are null then."""
    columns = {c: F.lit(None) for c in rows.sparkSession.table(table).columns} | {
        c: F.col(c) for c in rows.columns
    }
    wanted = rows.sparkSession.table(table).schema
    rows.select(*(columns[f.name].cast(f.dataType).alias(f.name) for f in wanted)).write.mode(
        "append"
    ).saveAsTable(table)


def tutorial(spark: SparkSession) -> None:
    """Landing to gold as tutorials have it."""

    def merge(batch: DataFrame, _number: int) -> None:
        exploded = (
            batch.select("call", F.explode("evaluations").alias("e"))
            .select("call", "e.*")
            .withColumn("s", F.explode("signals"))
        )
        value = F.col("s.value").cast("string")
        signals = exploded.select(
            F.sha2(F.concat_ws("|", "call.call_id", "s.signal_name", "scoring_version"), 256).alias(
                "signal_id"
            ),
            "call.call_id",
            F.col("call.call_timestamp").cast("timestamp").alias("call_timestamp"),
            "call.rep_id",
            "call.deal_id",
            "s.signal_name",
            "s.signal_type",
            F.expr("try_cast(s.value as double)").alias("value_number"),
            F.expr("try_cast(s.value as boolean)").alias("value_boolean"),
            value.alias("value_string"),
            "s.confidence",
            "s.reason",
            "s.evidence",
            "scoring_version",
            "run_id",
            "kit_code",
            "kit_version_id",
            F.col("scored_at").cast("timestamp").alias("scored_at"),
            F.lit("").alias("payload_sha256"),
            F.lit("").alias("source_file"),
            F.lit(None).cast("timestamp").alias("call_updated_at"),
            F.current_timestamp().alias("updated_at"),
        ).dropDuplicates(["signal_id"])
        signals.createOrReplaceTempView("tutorial_signals")
        batch.sparkSession.sql(TUTORIAL_MERGE)

    bronze = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "json")
        .option("multiLine", True)
        .option("cloudFiles.inferColumnTypes", True)
        .option("cloudFiles.schemaLocation", f"{TUTORIAL}/land")
        .load(f"{LANDING}/conversations")
    )
    writer = bronze.writeStream.option("checkpointLocation", f"{TUTORIAL}/land")
    writer = writer.option("mergeSchema", True).trigger(availableNow=True)
    writer.toTable("bronze.tutorial").awaitTermination()
    stream = spark.readStream.table("bronze.tutorial").writeStream.foreachBatch(merge)
    stream = stream.option("checkpointLocation", f"{TUTORIAL}/merge").trigger(availableNow=True)
    stream.start().awaitTermination()
    spark.sql(TUTORIAL_GOLD)


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
