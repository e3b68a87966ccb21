-- One row per call, signal and scoring version: the signals that stand, with the fields of their
-- call as silver.conversations has it now, and when its document reached bronze.
-- reads: silver.conversations, ranked_signals
select
    signals.* except (call_timestamp, rep_id, deal_id, updated_at),
    calls.call_timestamp,
    calls.rep_id,
    calls.deal_id,
    calls.ingested_at as updated_at
from ranked_signals as signals
inner join silver.conversations as calls on signals.call_id = calls.call_id
where signals.is_current
