-- One row per change that scores may depend on: of a signal (its rep, month, name and version, and
-- whether it may have been the last signal of the score), or of a rep (the team before or after).
-- reads: conversation_signals_changes, reps_changes
select
    rep_id,
    cast(date_trunc('month', call_timestamp) as date) as month,
    signal_name,
    scoring_version,
    cast(null as string) as team_id,
    _change_type in ('delete', 'update_preimage') as may_be_gone
from conversation_signals_changes
union all
select
    rep_id,
    cast(null as date) as month,
    cast(null as string) as signal_name,
    cast(null as string) as scoring_version,
    team_id,
    false as may_be_gone
from reps_changes
