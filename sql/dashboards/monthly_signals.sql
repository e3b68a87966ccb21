-- purpose: what was scored in each team, to set scoring versions side by side and to show the mix
-- grain: one row per month, team, signal and scoring version
-- reads: gold.rep_monthly_scores
select
    month,
    coalesce(team_id, 'no team') as team_id,
    signal_name,
    signal_type,
    scoring_version,
    sum(conversation_count) as signal_count,
    sum(if(avg_value is null, 0, conversation_count)) as valued_count,
    sum(avg_value * conversation_count) as value_sum,
    sum(if(avg_confidence is null, 0, conversation_count)) as confident_count,
    sum(avg_confidence * conversation_count) as confidence_sum,
    sum(low_confidence_count) as low_confidence_count
from gold.rep_monthly_scores
group by month, coalesce(team_id, 'no team'), signal_name, signal_type, scoring_version
