-- One row per rep, month, signal and scoring version whose score a batch of changes touches, with
-- the team it counts in now or counted in before (null: none). The scores that a rep's change of
-- team touches are those that gold has: those it lacks yet are of signals that change as well.
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

scores as (
    select
        rep_id,
        month,
        signal_name,
        scoring_version
    from gold.rep_monthly_scores
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
-- few reps change in a batch: the scores of all are looked through once, and not sorted for it
select /*+ broadcast(changed_reps) */
    scores.rep_id,
    scores.month,
    scores.signal_name,
    scores.scoring_version,
    changed_reps.team_id
from scores
inner join changed_reps on scores.rep_id = changed_reps.rep_id
