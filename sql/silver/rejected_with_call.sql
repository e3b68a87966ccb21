-- One row per signal in quarantine whose document is of another call than the holder of its id.
-- reads: silver.quarantine, other_calls
select quarantine.quarantine_id
from silver.quarantine
left semi join other_calls
    on
        quarantine.payload_sha256 = other_calls.payload_sha256
        and quarantine.source_file = other_calls.source_file
where
    quarantine.target_table = 'silver.conversation_signals'
    and quarantine.resolved_at is null
