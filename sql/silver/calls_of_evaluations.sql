-- purpose: documents of the feed evaluations (the view :records) in the shape of documents of
--   calls, so that one query reads the signals of both
-- grain: one row per document, with its one evaluation; what is of the call is null
-- reads: :records
select
    call_id,
    cast(null as string) as call_timestamp,
    cast(null as string) as rep_id,
    cast(null as string) as deal_id,
    payload_sha256,
    source_file,
    ingested_at,
    cast(null as timestamp) as said_at,
    false as is_deleted,
    array(
        struct(
            run_id,
            kit_code,
            kit_version_id,
            scoring_version,
            scored_at,
            status,
            deleted,
            signals
        )
    ) as evaluations
from identifier (:records)
