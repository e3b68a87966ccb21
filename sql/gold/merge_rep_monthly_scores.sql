-- One row per rep, month, signal and scoring version: the scores that changes touched, computed
-- again; those without a signal are deleted. Only a change that takes a signal away can leave a
-- score without one: :any_gone is whether there are such changes.
-- reads: gold.rep_monthly_scores, rep_scores, scored_signals, touched_scores, :any_gone,
--   :first_month, :last_month
merge into gold.rep_monthly_scores as t
using (
    with signals as (
        select *
        from scored_signals
        where
            call_timestamp >= cast(:first_month as date)
            and call_timestamp < add_months(cast(:last_month as date), 1)
    ),

    gone as (
        select distinct
            touched.rep_id,
            touched.month,
            touched.signal_name,
            touched.scoring_version
        from touched_scores as touched
        left anti join signals
            on
                touched.rep_id = signals.rep_id
                and touched.month = signals.month
                and touched.signal_name = signals.signal_name
                and touched.scoring_version = signals.scoring_version
        where :any_gone and touched.may_be_gone
    )

    select
        * except (signals_updated_at),
        current_timestamp() as updated_at,
        false as is_gone
    from rep_scores
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
