-- One row per rep, month, signal and scoring version whose score changes of signals touch, with the
-- team that it counts in (null: none).
-- reads: silver.reps, score_changes
select
    changes.rep_id,
    changes.month,
    changes.signal_name,
    changes.scoring_version,
    reps.team_id,
    changes.may_be_gone
from score_changes as changes
left join silver.reps as reps on changes.rep_id = reps.rep_id
where changes.month is not null
