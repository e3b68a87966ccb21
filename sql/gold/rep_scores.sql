-- One row per rep, month, signal and scoring version of the signals to score: how the rep scored,
-- and how far that is from the rep's team. Silver has one signal of a name per call and version,
-- so signals count calls.
-- reads: signals_to_score
with reps as (
    select
        rep_id,
        team_id,
        month,
        signal_name,
        scoring_version,
        max(signal_type) as signal_type,
        count(*) as conversation_count,
        sum(value) as total,
        count(value) as valued,
        avg(confidence) as avg_confidence,
        count_if(confidence < 0.5) as low_confidence_count,
        max(updated_at) as signals_updated_at
    from signals_to_score
    group by rep_id, team_id, month, signal_name, scoring_version
),

cohorts as (
    select
        *,
        case
            when team_id is not null
                then try_divide(sum(total) over cohort, sum(valued) over cohort)
        end as cohort_avg
    from reps
    window cohort as (partition by team_id, month, signal_name, scoring_version)
)

-- rounded, so that the order of a sum does not make a score differ from itself
select
    rep_id,
    month,
    signal_name,
    scoring_version,
    signal_type,
    team_id,
    conversation_count,
    round(try_divide(total, valued), 9) as avg_value,
    round(avg_confidence, 9) as avg_confidence,
    low_confidence_count,
    round(cohort_avg, 9) as cohort_avg_value,
    round(try_divide(total, valued) - cohort_avg, 9) as distance_from_cohort,
    signals_updated_at
from cohorts
