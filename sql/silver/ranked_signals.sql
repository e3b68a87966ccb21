-- One row per call, signal and scoring version, with whether it stands: of each call and version
-- the latest evaluation does, whole, so that a re-evaluation takes away the signals it no longer
-- makes and one that arrives late changes nothing. What is deleted does not stand.
-- reads: known_signals
with ranked as (
    select
        *,
        not is_deleted
        and rank() over (
            partition by call_id, scoring_version
            order by is_deleted asc, scored_at desc, payload_sha256 desc, source_file asc
        ) = 1 as is_current
    from known_signals
)

-- an outdated signal is of interest only where it is stored
select *
from ranked
qualify row_number() over (
    partition by call_id, scoring_version, signal_name
    order by is_current desc, is_stored desc, position desc
) = 1
