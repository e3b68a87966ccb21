-- purpose: whether gold.rep_monthly_scores, which follows the changes of silver, is what all of
--   silver gives; it reads all signals, so it is for people, not for an alert
-- grain: one row per score that is missing, extra or different, none while all is well
-- reads: gold.rep_monthly_scores, silver.conversation_signals, silver.reps
with signals as (
    select
        signals.rep_id,
        reps.team_id,
        cast(date_trunc('month', signals.call_timestamp) as date) as month,
        signals.signal_name,
        signals.scoring_version,
        coalesce(signals.value_number, cast(signals.value_boolean as double)) as value,
        signals.confidence
    from silver.conversation_signals as signals
    left join silver.reps as reps on signals.rep_id = reps.rep_id
),

teams as (
    select
        team_id,
        month,
        signal_name,
        scoring_version,
        avg(value) as cohort_avg_value
    from signals
    where team_id is not null
    group by team_id, month, signal_name, scoring_version
),

own as (
    select
        rep_id,
        team_id,
        month,
        signal_name,
        scoring_version,
        count(*) as conversation_count,
        avg(value) as avg_value,
        avg(confidence) as avg_confidence,
        count_if(confidence < 0.5) as low_confidence_count
    from signals
    group by rep_id, team_id, month, signal_name, scoring_version
),

expected as (
    select
        own.*,
        teams.cohort_avg_value
    from own
    left join teams
        on
            own.team_id = teams.team_id
            and own.month = teams.month
            and own.signal_name = teams.signal_name
            and own.scoring_version = teams.scoring_version
),

compared as (
    select
        coalesce(expected.rep_id, scores.rep_id) as rep_id,
        coalesce(expected.month, scores.month) as month,
        coalesce(expected.signal_name, scores.signal_name) as signal_name,
        coalesce(expected.scoring_version, scores.scoring_version) as scoring_version,
        expected.avg_value as expected_avg_value,
        scores.avg_value as found_avg_value,
        case
            when scores.rep_id is null then 'missing'
            when expected.rep_id is null then 'extra'
            when
                not (
                    expected.team_id <=> scores.team_id
                    and expected.conversation_count <=> scores.conversation_count
                    and expected.low_confidence_count <=> scores.low_confidence_count
                    -- the order of a sum may move the last digits
                    and coalesce(
                        expected.avg_value <=> scores.avg_value
                        or abs(expected.avg_value - scores.avg_value) < 1e-6,
                        false
                    )
                    and coalesce(
                        expected.avg_confidence <=> scores.avg_confidence
                        or abs(expected.avg_confidence - scores.avg_confidence) < 1e-6,
                        false
                    )
                    and coalesce(
                        expected.cohort_avg_value <=> scores.cohort_avg_value
                        or abs(expected.cohort_avg_value - scores.cohort_avg_value) < 1e-6,
                        false
                    )
                )
                then 'different'
        end as difference
    from expected
    full outer join gold.rep_monthly_scores as scores
        on
            expected.rep_id = scores.rep_id
            and expected.month = scores.month
            and expected.signal_name = scores.signal_name
            and expected.scoring_version = scores.scoring_version
)

select
    *,
    count(*) over () as problem_count
from compared
where difference is not null
order by rep_id asc, month asc, signal_name asc, scoring_version asc
