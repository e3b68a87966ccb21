-- One row per signal of a batch or of silver, with whether it was deleted: with its call, by a
-- deletion of a call that is no older than the document of the signal, or with its evaluation.
-- The calls lie between :first_call_id and :last_call_id; null: anywhere.
-- reads: silver.deletions, unranked_signals, :first_call_id, :last_call_id
with deletions as (
    select *
    from silver.deletions
    where
        record_id between coalesce(:first_call_id, record_id)
        and coalesce(:last_call_id, record_id)
)

select
    signals.*,
    coalesce(
        coalesce(signals.call_updated_at, signals.scored_at) <= calls.deleted_at
        or signals.scored_at <= evaluations.deleted_at,
        false
    ) as is_deleted
from unranked_signals as signals
left join deletions as calls
    on
        calls.target_table = 'silver.conversations'
        and signals.call_id = calls.record_id
left join deletions as evaluations
    on
        evaluations.target_table = 'silver.conversation_signals'
        and signals.call_id = evaluations.record_id
        and signals.scoring_version = evaluations.scoring_version
