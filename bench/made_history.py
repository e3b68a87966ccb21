"""A history of made calls and signals in silver, as large as wanted."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

PER_CALL = 47
"""Signals of a call, as the real ones have on average."""

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
