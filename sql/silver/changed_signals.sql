-- One row per call, signal and scoring version that a batch changes, with whether it stands.
-- Call fields are those of the call as silver.conversations has it now.
-- reads: silver.conversations, accepted_records, ranked_signals, :first_call_id, :last_call_id
with calls as (
    select
        conversations.call_id,
        conversations.call_timestamp,
        conversations.rep_id,
        conversations.deal_id
    from silver.conversations as conversations
    left semi join accepted_records as batch
        on conversations.call_id = batch.call_id
    where conversations.call_id between :first_call_id and :last_call_id
)

select
    signals.* except (call_timestamp, rep_id, deal_id, updated_at, is_current),
    calls.call_timestamp,
    calls.rep_id,
    calls.deal_id,
    current_timestamp() as updated_at,
    signals.is_current and calls.call_id is not null as is_current
from ranked_signals as signals
left join calls on signals.call_id = calls.call_id
where
    -- new signals that stand, and stored signals that no longer do: without its call none does
    (signals.is_current and calls.call_id is not null) <> signals.is_stored
    -- stored signals of a call that was corrected
    or (
        signals.is_current
        and not (
            signals.call_timestamp <=> calls.call_timestamp
            and signals.rep_id <=> calls.rep_id
            and signals.deal_id <=> calls.deal_id
        )
    )
