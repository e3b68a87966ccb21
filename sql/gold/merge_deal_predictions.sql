-- One row per deal, scoring version and model version: what a model version has scored. Predictions
-- of deals that have no features any more go, whichever version made them.
-- reads: gold.deal_features, gold.deal_predictions, scored_deals, :model_name, :model_version,
--   :training_run_id
merge into gold.deal_predictions as t
using (
    with gone as (
        select
            predictions.deal_id,
            predictions.scoring_version,
            predictions.model_version,
            predictions.win_probability,
            predictions.outcome_then,
            predictions.features_cut_off,
            predictions.features_updated_at,
            predictions.model_name,
            predictions.training_run_id
        from gold.deal_predictions as predictions
        left anti join gold.deal_features as features
            on
                predictions.deal_id = features.deal_id
                and predictions.scoring_version = features.scoring_version
    )

    select
        deal_id,
        scoring_version,
        cast(:model_version as bigint) as model_version,
        win_probability,
        outcome_then,
        features_cut_off,
        updated_at as features_updated_at,
        :model_name as model_name,
        :training_run_id as training_run_id,
        current_timestamp() as predicted_at,
        false as is_gone
    from scored_deals
    union all
    select
        *,
        current_timestamp() as predicted_at,
        true as is_gone
    from gone
) as s
    on
        t.deal_id = s.deal_id
        and t.scoring_version = s.scoring_version
        and t.model_version = s.model_version
when matched and s.is_gone then delete
when matched then update set *
when not matched and not s.is_gone then insert *
