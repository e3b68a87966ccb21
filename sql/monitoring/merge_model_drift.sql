-- One row per week, scoring version, measure and model version: the values of the week against
-- those of up to :reference_weeks weeks before it, by the population stability index: of shares a
-- of the week and e of the weeks before in bins (deciles of those before, and what has no value)
-- sum((a - e) * ln(a / e)). Half a deal more in each bin keeps an empty one from counting for ever.
-- reads: ops.model_drift, model_readings, :reference_weeks
merge into ops.model_drift as t
using (
    with weeks as (
        select distinct
            week,
            scoring_version,
            measure,
            model_version
        from model_readings
    ),

    compared as (
        select
            weeks.week,
            weeks.scoring_version,
            weeks.measure,
            weeks.model_version,
            readings.value,
            readings.week = weeks.week as is_now
        from weeks
        inner join model_readings as readings
            on
                weeks.scoring_version = readings.scoring_version
                and weeks.measure = readings.measure
                and weeks.model_version = readings.model_version
                and weeks.week >= readings.week
                and weeks.week <= date_add(readings.week, 7 * :reference_weeks)
    ),

    summaries as (
        select
            week,
            scoring_version,
            measure,
            model_version,
            count_if(is_now) as deal_count,
            count_if(is_now and value is not null) as known_count,
            avg(value) filter (where is_now) as mean_value,
            count_if(not is_now) as reference_count,
            avg(value) filter (where not is_now) as reference_mean,
            percentile_approx(value, array(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9))
            filter (where not is_now) as edges
        from compared
        group by week, scoring_version, measure, model_version
    ),

    bins as (
        select
            compared.week,
            compared.scoring_version,
            compared.measure,
            compared.model_version,
            case
                when compared.value is null then -1
                else size(filter(coalesce(s.edges, array()), e -> e < compared.value))
            end as bin,
            count_if(compared.is_now) + 0.5D as now_count,
            count_if(not compared.is_now) + 0.5D as before_count
        from compared
        inner join summaries as s
            on
                compared.week = s.week
                and compared.scoring_version = s.scoring_version
                and compared.measure = s.measure
                and compared.model_version = s.model_version
        group by
            compared.week,
            compared.scoring_version,
            compared.measure,
            compared.model_version,
            bin
    ),

    shares as (
        select
            week,
            scoring_version,
            measure,
            model_version,
            now_count / sum(now_count) over subject as now_share,
            before_count / sum(before_count) over subject as before_share
        from bins
        window subject as (partition by week, scoring_version, measure, model_version)
    ),

    indices as (
        select
            week,
            scoring_version,
            measure,
            model_version,
            sum((now_share - before_share) * ln(now_share / before_share)) as psi
        from shares
        group by week, scoring_version, measure, model_version
    )

    select
        s.week,
        s.scoring_version,
        s.measure,
        s.model_version,
        s.deal_count,
        s.known_count,
        round(s.mean_value, 9) as mean_value,
        s.reference_count,
        round(s.reference_mean, 9) as reference_mean,
        case when s.reference_count > 0 then round(indices.psi, 9) end as psi,
        current_timestamp() as updated_at
    from summaries as s
    inner join indices
        on
            s.week = indices.week
            and s.scoring_version = indices.scoring_version
            and s.measure = indices.measure
            and s.model_version = indices.model_version
) as s
    on
        t.week = s.week
        and t.scoring_version = s.scoring_version
        and t.measure = s.measure
        and t.model_version = s.model_version
when matched and not (
    t.deal_count <=> s.deal_count
    and t.known_count <=> s.known_count
    and t.mean_value <=> s.mean_value
    and t.reference_count <=> s.reference_count
    and t.reference_mean <=> s.reference_mean
    and t.psi <=> s.psi
) then update set *
when not matched then insert *
when not matched by source then delete
