-- One row per call_id of the view accepted_records whose documents may be of more than one call: in
-- the batch, in silver, or rejected for that before. Silver has the latest document alone, so that
-- any difference of source system, source_call_id or time counts: all documents decide the rest.
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
having count(distinct source_system, coalesce(source_call_id, ''), call_timestamp) > 1
union distinct
select batch.call_id
from batch
left semi join rejected on batch.call_id = rejected.call_id
