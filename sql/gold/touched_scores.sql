-- One row per rep, month, signal and scoring version whose score a batch of changes touches, with
-- the team it counts in now or counted in before (null: none).
with changes as (select distinct * from score_changes),

reps as (
    select
        rep_id,
        team_id
    from silver.reps
),

changed_reps as (
    select
        rep_id,
        team_id
    from changes
    where month is null
),

signals as (
    select distinct
        rep_id,
        cast(date_trunc('month', call_timestamp) as date) as month,
        signal_name,
        scoring_version
    from silver.conversation_signals
)

select
    changes.rep_id,
    changes.month,
    changes.signal_name,
    changes.scoring_version,
    reps.team_id
from changes
left join reps on changes.rep_id = reps.rep_id
where changes.month is not null
union distinct
select
    signals.rep_id,
    signals.month,
    signals.signal_name,
    signals.scoring_version,
    changed_reps.team_id
from signals
inner join changed_reps on signals.rep_id = changed_reps.rep_id
