-- One row: what silver knows of the calls of a batch that may enter, as count_known_records.sql
-- returns it, `evaluations`: those with evaluations that were sent apart, and `contested`: each
-- call_id whose documents may be of more than one call, in the batch, in silver, or rejected for
-- that before. Silver has the latest document alone, so that any
-- difference of source system, source_call_id or time counts: all documents decide the rest.
-- reads: silver.conversations, silver.deletions, silver.evaluations, accepted_records,
--   rejected_calls, :first_key, :last_key
with records as (
    select
        call_id,
        payload_sha256,
        is_deleted,
        case
            when not is_deleted
                then
                    struct(
                        source_system,
                        coalesce(source_call_id, '') as source_call_id,
                        try_cast(call_timestamp as timestamp) as began_at
                    )
        end as claim
    from accepted_records
),

batch as (
    select
        call_id,
        payload_sha256,
        not is_deleted as is_content,
        count(*) over same_call as documents,
        min(case when not is_deleted then payload_sha256 end) over same_call as first_content,
        max(case when not is_deleted then payload_sha256 end) over same_call as last_content,
        min(claim) over same_call as least_claim,
        max(claim) over same_call as greatest_claim
    from records
    window same_call as (partition by call_id)
),

known as (
    select
        call_id,
        payload_sha256,
        struct(
            source_system,
            coalesce(source_call_id, '') as source_call_id,
            call_timestamp as began_at
        ) as claim
    from silver.conversations
    where call_id between :first_key and :last_key
),

deleted as (
    select distinct record_id as call_id
    from silver.deletions
    where record_id between :first_key and :last_key
),

evaluated as (
    select distinct call_id
    from silver.evaluations
    where call_id between :first_key and :last_key
),

rejected as (
    select distinct call_id
    from rejected_calls
)

select
    count_if(known.call_id is not null) as known,
    count_if(batch.documents > 1) as repeated,
    count_if(deleted.call_id is not null) as deleted,
    count_if(rejected.call_id is not null) as rejected,
    count_if(evaluated.call_id is not null) as evaluations,
    count_if(
        batch.is_content and batch.first_content <> batch.last_content
    ) as other_content_in_batch,
    count_if(
        batch.is_content and known.payload_sha256 <> batch.payload_sha256
    ) as other_content_over_time,
    collect_set(
        case
            when
                rejected.call_id is not null
                or batch.least_claim <> batch.greatest_claim
                or known.claim <> batch.least_claim
                then batch.call_id
        end
    ) as contested
from batch
left join known on batch.call_id = known.call_id
left join deleted on batch.call_id = deleted.call_id
left join evaluated on batch.call_id = evaluated.call_id
left join rejected on batch.call_id = rejected.call_id
