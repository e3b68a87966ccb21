-- One row per signal that counts in a score that changes touch. A changed score moves the average
-- of its team, so for that month, signal and version all signals of the team count.
-- reads: scored_signals, touched_scores, :first_month, :last_month
select signals.*
from scored_signals as signals
left semi join touched_scores as touched
    on
        signals.cohort_team = coalesce(touched.team_id, '')
        and signals.cohort_rep = case when touched.team_id is null then touched.rep_id else '' end
        and signals.month = touched.month
        and signals.signal_name = touched.signal_name
        and signals.scoring_version = touched.scoring_version
where
    signals.call_timestamp >= cast(:first_month as date)
    and signals.call_timestamp < add_months(cast(:last_month as date), 1)
