-- One row: what silver has of the documents of other_calls, whose call does not hold its id, and
-- what quarantine has of them, and of the documents whose call holds its id by now: the views
-- rejected_with_call and settled_records, of the files of these names. The ids are between
-- :first_call_id and :last_call_id.
-- reads: silver.conversation_signals, silver.conversations, other_calls, rejected_with_call,
--   settled_records, :first_call_id, :last_call_id
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
    from rejected_with_call
    union all
    select 'quarantined calls' as origin
    from settled_records
) as found
