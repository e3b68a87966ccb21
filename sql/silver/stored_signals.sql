-- One row per signal that silver holds of the calls of a batch.
-- reads: silver.conversation_signals, accepted_records, :first_call_id, :last_call_id
select
    signals.*,
    0L as position,
    true as is_stored
from silver.conversation_signals as signals
left semi join accepted_records as calls
    on signals.call_id = calls.call_id
where signals.call_id between :first_call_id and :last_call_id
