-- One row per evaluation that a document of the view :records says is deleted.
-- reads: :records
with evaluations as (
    select
        call_id,
        payload_sha256,
        source_file,
        ingested_at,
        explode(evaluations) as evaluation
    from identifier (:records)
    where not is_deleted
)

select
    'silver.conversation_signals' as target_table,
    call_id as record_id,
    evaluation.scoring_version,
    cast(evaluation.scored_at as timestamp) as deleted_at,
    payload_sha256,
    source_file,
    ingested_at
from evaluations
where try_cast(evaluation.deleted as boolean)
