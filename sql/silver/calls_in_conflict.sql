-- One row per call_id of the view accepted_records that documents of more than one call claim: of
-- the batch, of silver, or rejected for that before. Their calls have another source system,
-- another source_call_id, or begin more than :hours apart.
with batch as (
    select
        call_id,
        source_system,
        source_call_id,
        try_cast(call_timestamp as timestamp) as call_timestamp,
        is_deleted
    from accepted_records
),

known as (
    select
        call_id,
        source_system,
        source_call_id,
        call_timestamp
    from silver.conversations
    where call_id between :first_call_id and :last_call_id
),

claims as (
    select
        call_id,
        source_system,
        source_call_id,
        call_timestamp
    from batch
    where not is_deleted
    union all
    select known.*
    from known
    left semi join batch on known.call_id = batch.call_id
),

rejected as (
    select trim(get_json_object(payload, '$.call.call_id')) as call_id
    from silver.quarantine
    where
        target_table = 'silver.conversations'
        and resolved_at is null
        and exists(errors, error -> error.rule = 'call_id_of_one_call')
)

select call_id
from claims
group by call_id
having
    count(distinct source_system) > 1
    or count(distinct source_call_id) > 1
    or max(call_timestamp) > min(call_timestamp) + make_dt_interval(0, :hours)
union distinct
select batch.call_id
from batch
left semi join rejected on batch.call_id = rejected.call_id
