-- One row per rep, month, signal and scoring version: how the rep scored, and how far that is from
-- the rep's team. A changed score moves the average of its team, so for that month, signal and
-- version the whole team is computed anew; a rep without a team is a cohort of one, unnamed.
merge into gold.rep_monthly_scores as t
using (
    with touched as (
        select
            *,
            coalesce(team_id, '') as cohort_team,
            case when team_id is null then rep_id else '' end as cohort_rep
        from touched_scores
    ),

    signals as (
        select
            s.rep_id,
            r.team_id,
            coalesce(r.team_id, '') as cohort_team,
            case when r.team_id is null then s.rep_id else '' end as cohort_rep,
            cast(date_trunc('month', s.call_timestamp) as date) as month,
            s.signal_name,
            s.scoring_version,
            s.signal_type,
            coalesce(s.value_number, cast(s.value_boolean as double)) as value,
            s.confidence
        from silver.conversation_signals as s
        left join silver.reps as r on s.rep_id = r.rep_id
        where
            s.call_timestamp >= cast(:first_month as date)
            and s.call_timestamp < add_months(cast(:last_month as date), 1)
    ),

    touched_signals as (
        select signals.*
        from signals
        left semi join touched
            on
                signals.cohort_team = touched.cohort_team
                and signals.cohort_rep = touched.cohort_rep
                and signals.month = touched.month
                and signals.signal_name = touched.signal_name
                and signals.scoring_version = touched.scoring_version
    ),

    -- silver has one signal of a name per call and version, so signals count calls
    reps as (
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
            count_if(confidence < 0.5) as low_confidence_count
        from touched_signals
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
    ),

    -- rounded, so that the order of a sum does not make a score differ from itself
    scores as (
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
            round(try_divide(total, valued) - cohort_avg, 9) as distance_from_cohort
        from cohorts
    ),

    gone as (
        select distinct
            touched.rep_id,
            touched.month,
            touched.signal_name,
            touched.scoring_version
        from touched
        left anti join signals
            on
                touched.rep_id = signals.rep_id
                and touched.month = signals.month
                and touched.signal_name = signals.signal_name
                and touched.scoring_version = signals.scoring_version
    )

    select
        *,
        current_timestamp() as updated_at,
        false as is_gone
    from scores
    union all
    select
        *,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true
    from gone
) as s
    on
        t.rep_id = s.rep_id
        and t.month = s.month
        and t.signal_name = s.signal_name
        and t.scoring_version = s.scoring_version
        and t.month between cast(:first_month as date) and cast(:last_month as date)
when matched and s.is_gone then delete
when matched and not (
    t.signal_type <=> s.signal_type
    and t.team_id <=> s.team_id
    and t.conversation_count <=> s.conversation_count
    and t.avg_value <=> s.avg_value
    and t.avg_confidence <=> s.avg_confidence
    and t.low_confidence_count <=> s.low_confidence_count
    and t.cohort_avg_value <=> s.cohort_avg_value
    and t.distance_from_cohort <=> s.distance_from_cohort
) then update set *
when not matched and not s.is_gone then insert *
