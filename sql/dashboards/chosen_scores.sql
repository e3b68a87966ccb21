-- purpose: scores of reps in one signal by one scoring version (:signal, :scoring_version; `most
--   used` means the one with the most scored calls, a score before any other kind of signal)
-- grain: one row per rep and month
with scores as (
    select * from gold.rep_monthly_scores
    where avg_value is not null
),

signals as (
    select
        signal_name,
        sum(conversation_count) as call_count,
        max(signal_type) = 'score' as is_score
    from scores
    group by signal_name
),

chosen_signal as (
    select signal_name
    from signals
    where :signal in ('most used', signal_name)
    order by is_score desc, call_count desc, signal_name asc
    limit 1
),

of_signal as (
    select scores.*
    from scores
    inner join chosen_signal on scores.signal_name = chosen_signal.signal_name
),

chosen_version as (
    select scoring_version
    from of_signal
    where :scoring_version in ('most used', scoring_version)
    group by scoring_version
    order by sum(conversation_count) desc, scoring_version asc
    limit 1
)

select
    of_signal.rep_id,
    coalesce(of_signal.team_id, 'no team') as team_id,
    of_signal.month,
    of_signal.signal_name,
    of_signal.scoring_version,
    of_signal.conversation_count,
    of_signal.avg_value,
    of_signal.avg_value * of_signal.conversation_count as value_sum,
    of_signal.avg_confidence,
    of_signal.low_confidence_count,
    of_signal.cohort_avg_value,
    of_signal.cohort_avg_value * of_signal.conversation_count as cohort_value_sum,
    of_signal.distance_from_cohort
from of_signal
inner join chosen_version on of_signal.scoring_version = chosen_version.scoring_version
