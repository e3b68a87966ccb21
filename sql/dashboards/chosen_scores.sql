-- purpose: scores of reps in one signal by one scoring version (:signal, :scoring_version; `most
--   used` means the one with the most scored calls, a score before any other kind of signal)
-- grain: one row per rep and month
-- reads: gold.rep_monthly_scores, :scoring_version, :signal
with scores as (
    select * from gold.rep_monthly_scores
    where avg_value is not null
),

totals as (
    select
        signal_name,
        scoring_version,
        bool_or(signal_type = 'score') as is_score,
        sum(conversation_count) as call_count,
        sum(sum(conversation_count)) over (partition by signal_name) as signal_call_count
    from scores
    where
        :signal in ('most used', signal_name)
        and :scoring_version in ('most used', scoring_version)
    group by signal_name, scoring_version
),

chosen as (
    select
        signal_name,
        scoring_version
    from totals
    order by
        is_score desc, signal_call_count desc, signal_name asc, call_count desc, scoring_version asc
    limit 1
)

select
    scores.rep_id,
    coalesce(scores.team_id, 'no team') as team_id,
    scores.month,
    scores.signal_name,
    scores.scoring_version,
    scores.conversation_count,
    scores.avg_value,
    scores.avg_value * scores.conversation_count as value_sum,
    scores.avg_confidence,
    scores.low_confidence_count,
    scores.cohort_avg_value,
    scores.cohort_avg_value * scores.conversation_count as cohort_value_sum,
    scores.distance_from_cohort,
    -- the range of all reps in the month: windows are computed before a filter of the page applies
    percentile(scores.avg_value, 0.1) over (partition by scores.month) as lowest_tenth,
    percentile(scores.avg_value, 0.9) over (partition by scores.month) as highest_tenth
from scores
inner join chosen
    on
        scores.signal_name = chosen.signal_name
        and scores.scoring_version = chosen.scoring_version
