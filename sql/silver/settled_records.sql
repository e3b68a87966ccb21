-- One row per document in quarantine whose call holds its id by now.
-- reads: silver.quarantine, holding_calls
select quarantine.quarantine_id
from silver.quarantine
left semi join holding_calls
    on
        coalesce(quarantine.payload_sha256, sha2(quarantine.payload, 256))
        = holding_calls.payload_sha256
        and quarantine.source_file = holding_calls.source_file
where
    quarantine.target_table = 'silver.conversations'
    and quarantine.resolved_at is null
