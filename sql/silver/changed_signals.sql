-- One row per call, signal and scoring version that a batch changes, with whether it stands.
-- Of each call and version the latest evaluation stands, whole: a re-evaluation takes away the
-- signals it no longer makes, and one that arrives late changes nothing. Call fields are those of
-- the call as silver.conversations has it now.
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
),

ranked as (
    select
        *,
        not is_deleted
        and rank() over (
            partition by call_id, scoring_version
            order by is_deleted asc, scored_at desc, payload_sha256 desc, source_file asc
        ) = 1 as is_current
    from known_signals
),

-- an outdated signal is of interest only where it is stored
signals as (
    select *
    from ranked
    qualify row_number() over (
        partition by call_id, scoring_version, signal_name
        order by is_current desc, is_stored desc, position desc
    ) = 1
)

select
    signals.* except (call_timestamp, rep_id, deal_id, updated_at),
    calls.call_timestamp,
    calls.rep_id,
    calls.deal_id,
    current_timestamp() as updated_at
from signals
left join calls on signals.call_id = calls.call_id
where
    -- news that stand, and stored signals that no longer do: of a deleted call none does
    signals.is_current <> signals.is_stored
    -- stored signals of a call that was corrected
    or (
        signals.is_current
        and not (
            signals.call_timestamp <=> calls.call_timestamp
            and signals.rep_id <=> calls.rep_id
            and signals.deal_id <=> calls.deal_id
        )
    )
