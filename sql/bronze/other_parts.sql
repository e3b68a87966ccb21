-- purpose: the recorded documents with parts of the calls of which a batch has parts
-- grain: one row per document that is not in the batch
-- reads: ops.call_parts, landed_parts
with calls as (
    select distinct
        source,
        source_call_id
    from landed_parts
)

select
    parts.source_file,
    parts.payload_sha256,
    unix_micros(parts.ingested_at) as ingested_at_micros
from ops.call_parts as parts
left semi join calls
    on
        parts.source = calls.source
        and parts.source_call_id = calls.source_call_id
left anti join landed_parts as batch
    on
        parts.source_file = batch.source_file
        and parts.payload_sha256 = batch.payload_sha256
