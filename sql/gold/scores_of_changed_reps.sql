-- One row per score of a rep that changed its team, and team that it counts in now or counted in
-- before. They are those that gold has: those it lacks yet are of signals that change as well.
-- Few reps change in a batch: the scores of all are scanned once, and not sorted for it.
-- reads: gold.rep_monthly_scores, score_changes
select /*+ broadcast(changed_reps) */
    scores.rep_id,
    scores.month,
    scores.signal_name,
    scores.scoring_version,
    changed_reps.team_id,
    false as may_be_gone
from gold.rep_monthly_scores as scores
inner join score_changes as changed_reps
    on
        scores.rep_id = changed_reps.rep_id
        and changed_reps.month is null
