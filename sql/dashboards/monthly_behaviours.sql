-- purpose: in how many calls each behaviour and each risk was seen, by team and scoring version
-- grain: one row per month, team, signal and scoring version
-- reads: gold.rep_monthly_scores
select
    month,
    coalesce(team_id, 'no team') as team_id,
    signal_name,
    signal_type,
    scoring_version,
    sum(conversation_count) as call_count,
    sum(avg_value * conversation_count) as seen_count
from gold.rep_monthly_scores
where signal_type in ('behaviour', 'risk_flag') and avg_value is not null
group by month, coalesce(team_id, 'no team'), signal_name, signal_type, scoring_version
