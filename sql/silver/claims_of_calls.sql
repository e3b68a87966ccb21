-- One row per call of silver in the range of a batch, with what identifies it.
select
    call_id,
    cast(call_timestamp as string) as call_timestamp,
    source_system,
    source_call_id,
    payload_sha256
from silver.conversations
where call_id between :first_call_id and :last_call_id
