-- One row per signal, with the rep's team of today and the value that scores are made of.
-- A rep without a team is a cohort of one, unnamed.
-- reads: silver.conversation_signals, silver.reps
select
    s.rep_id,
    r.team_id,
    coalesce(r.team_id, '') as cohort_team,
    case when r.team_id is null then s.rep_id else '' end as cohort_rep,
    s.call_timestamp,
    cast(date_trunc('month', s.call_timestamp) as date) as month,
    s.signal_name,
    s.scoring_version,
    s.signal_type,
    coalesce(s.value_number, cast(s.value_boolean as double)) as value,
    s.confidence,
    s.updated_at
from silver.conversation_signals as s
left join silver.reps as r on s.rep_id = r.rep_id
