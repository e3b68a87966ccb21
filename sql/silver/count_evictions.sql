-- One row: what silver has of the documents of other_calls, whose call does not hold its id, and
-- what quarantine has of those of holding_calls. The ids are between :first_call_id and
-- :last_call_id.
-- reads: silver.conversation_signals, silver.conversations, silver.quarantine, holding_calls,
--   other_calls, :first_call_id, :last_call_id
select
    count_if(origin = 'calls') as calls,
    count_if(origin = 'signals') as signals,
    count_if(origin = 'quarantined signals') as quarantined_signals,
    count_if(origin = 'quarantined calls') as quarantined_calls
from (
    select 'calls' as origin
    from silver.conversations
    left semi join other_calls
        on
            conversations.call_id = other_calls.call_id
            and conversations.payload_sha256 = other_calls.payload_sha256
    where conversations.call_id between :first_call_id and :last_call_id
    union all
    select 'signals' as origin
    from silver.conversation_signals
    left semi join other_calls
        on
            conversation_signals.call_id = other_calls.call_id
            and conversation_signals.payload_sha256 = other_calls.payload_sha256
            and conversation_signals.source_file = other_calls.source_file
    where conversation_signals.call_id between :first_call_id and :last_call_id
    union all
    select 'quarantined signals' as origin
    from silver.quarantine
    left semi join other_calls
        on
            quarantine.payload_sha256 = other_calls.payload_sha256
            and quarantine.source_file = other_calls.source_file
    where
        quarantine.target_table = 'silver.conversation_signals'
        and quarantine.resolved_at is null
    union all
    select 'quarantined calls' as origin
    from silver.quarantine
    left semi join holding_calls
        on
            coalesce(quarantine.payload_sha256, sha2(quarantine.payload, 256))
            = holding_calls.payload_sha256
            and quarantine.source_file = holding_calls.source_file
    where
        quarantine.target_table = 'silver.conversations'
        and quarantine.resolved_at is null
) as found
