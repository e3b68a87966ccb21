-- One row per week of closing, scoring version, model version and kind of prediction: how good it
-- was. The area under the ROC curve is by ranks (Mann and Whitney 1947), ties in the middle.
-- reads: gold.deal_predictions, ops.model_accuracy, silver.deals
merge into ops.model_accuracy as t
using (
    with closed as (
        select
            cast(date_trunc('week', least(deals.closed_at, deals.updated_at)) as date) as week,
            predictions.scoring_version,
            predictions.model_version,
            case when predictions.outcome_then = 'open' then 'forecast' else 'hindsight' end
                as kind,
            predictions.win_probability,
            cast(deals.outcome = 'won' as int) as won
        from gold.deal_predictions as predictions
        inner join silver.deals as deals on predictions.deal_id = deals.deal_id
        where deals.outcome <> 'open'
    ),

    ranked as (
        select
            *,
            rank()
                over (
                    partition by week, scoring_version, model_version, kind
                    order by win_probability
                )
            + (
                count(*) over (
                    partition by week, scoring_version, model_version, kind, win_probability
                ) - 1
            ) / 2.0D as place
        from closed
    ),

    measured as (
        select
            week,
            scoring_version,
            model_version,
            kind,
            count(*) as deal_count,
            sum(won) as won_count,
            avg(win_probability) as mean_probability,
            avg(power(win_probability - won, 2)) as brier,
            sum(place * won) as places
        from ranked
        group by week, scoring_version, model_version, kind
    )

    select
        week,
        scoring_version,
        model_version,
        kind,
        deal_count,
        won_count,
        round(mean_probability, 9) as mean_probability,
        round(brier, 9) as brier,
        round(
            try_divide(
                places - won_count * (won_count + 1) / 2.0D,
                won_count * (deal_count - won_count)
            ),
            9
        ) as auc,
        current_timestamp() as updated_at
    from measured
) as s
    on
        t.week = s.week
        and t.scoring_version = s.scoring_version
        and t.model_version = s.model_version
        and t.kind = s.kind
when matched and not (
    t.deal_count <=> s.deal_count
    and t.won_count <=> s.won_count
    and t.mean_probability <=> s.mean_probability
    and t.brier <=> s.brier
    and t.auc <=> s.auc
) then update set *
when not matched then insert *
when not matched by source then delete
