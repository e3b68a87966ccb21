-- One row per call of silver, with what identifies it, as the claims of documents have it.
-- reads: silver.conversations
select
    call_id,
    payload_sha256,
    source_file,
    source_system,
    source_call_id,
    cast(call_timestamp as string) as call_timestamp,
    unix_micros(updated_at) as said_at,
    false as is_deleted,
    true as is_valid,
    'silver' as origin
from silver.conversations
