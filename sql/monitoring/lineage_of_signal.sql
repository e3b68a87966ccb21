-- purpose: the way of one signal, from the gold value that it counts in back to the system that
--   recorded its call
-- grain: one row for a signal that is there, none for another
-- reads: gold.signal_lineage, :signal_id
select
    signal_id,
    signal_name,
    scoring_version,
    coalesce(
        cast(value_number as string), cast(value_boolean as string), value_string
    ) as signal_value,
    call_id,
    call_timestamp,
    run_id,
    scored_at,
    rep_id,
    month,
    gold_avg_value,
    gold_conversation_count,
    gold_updated_at,
    silver_updated_at,
    bronze_file,
    bronze_ingested_at,
    file_modification_time,
    payload_sha256,
    bronze_document_count,
    source_system,
    source_call_id
from gold.signal_lineage
where signal_id = :signal_id
