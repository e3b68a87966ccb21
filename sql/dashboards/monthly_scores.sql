-- purpose: averages of the signals that are scores, by team and scoring version
-- grain: one row per month, team, score and scoring version
-- reads: gold.rep_monthly_scores
select
    month,
    coalesce(team_id, 'no team') as team_id,
    signal_name,
    scoring_version,
    concat(signal_name, ', ', scoring_version) as score_and_version,
    sum(conversation_count) as call_count,
    sum(avg_value * conversation_count) as value_sum
from gold.rep_monthly_scores
where signal_type = 'score' and avg_value is not null
group by month, coalesce(team_id, 'no team'), signal_name, scoring_version
