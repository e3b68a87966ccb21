-- gold.signal_lineage: where a value of gold.rep_monthly_scores comes from. One row per signal of
-- silver: the gold row it counts in (none yet, where gold is behind), its own row, the bronze file
-- that brought it, and the system that recorded the call.
-- reads: bronze.conversations_raw, bronze.evaluations_raw, gold.rep_monthly_scores,
--   silver.conversation_signals, silver.conversations, :catalog
use catalog identifier (:catalog);

create or replace view gold.signal_lineage
comment 'The way of each value: gold row, silver row, bronze file, source system'
as
with signals as (
    select
        *,
        cast(date_trunc('month', call_timestamp) as date) as month
    from silver.conversation_signals
),

documents as (
    select
        _metadata,
        ingested_at
    from bronze.conversations_raw
    union all
    select
        _metadata,
        ingested_at
    from bronze.evaluations_raw
),

-- a file that was ingested again stands in bronze twice
files as (
    select
        _metadata.file_path,
        min(_metadata.file_modification_time) as file_modification_time,
        min(ingested_at) as first_ingested_at,
        count(*) as document_count
    from documents
    group by _metadata.file_path
)

select
    signals.rep_id,
    signals.month,
    signals.signal_name,
    signals.scoring_version,
    scores.avg_value as gold_avg_value,
    scores.conversation_count as gold_conversation_count,
    scores.updated_at as gold_updated_at,
    signals.signal_id,
    signals.call_id,
    signals.call_timestamp,
    signals.value_number,
    signals.value_boolean,
    signals.value_string,
    signals.run_id,
    signals.scored_at,
    signals.updated_at as silver_updated_at,
    -- a URI with percent escapes, in which a plus sign stands for itself: its path names the file
    coalesce(
        try_url_decode(replace(signals.source_file, '+', '%2B')), signals.source_file
    ) as bronze_file,
    signals.payload_sha256,
    files.first_ingested_at as bronze_ingested_at,
    files.file_modification_time,
    files.document_count as bronze_document_count,
    calls.source_system,
    calls.source_call_id
from signals
left join gold.rep_monthly_scores as scores
    on
        signals.rep_id = scores.rep_id
        and signals.month = scores.month
        and signals.signal_name = scores.signal_name
        and signals.scoring_version = scores.scoring_version
left join silver.conversations as calls on signals.call_id = calls.call_id
left join files on signals.source_file = files.file_path;
