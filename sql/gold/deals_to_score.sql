-- One row per deal and scoring version that a model version has to score: it knows the scoring
-- version, and has not scored the deal yet, or its features have changed since. Once a deal is
-- closed, what was predicted while it was open stands.
-- reads: gold.deal_features, gold.deal_predictions, silver.deals, :model_name, :model_version,
--   :scoring_versions
with predictions as (
    select
        deal_id,
        scoring_version,
        outcome_then,
        features_updated_at
    from gold.deal_predictions
    where model_name = :model_name and model_version = :model_version
)

select
    features.*,
    deals.outcome as outcome_then
from gold.deal_features as features
inner join silver.deals as deals on features.deal_id = deals.deal_id
left join predictions
    on
        features.deal_id = predictions.deal_id
        and features.scoring_version = predictions.scoring_version
where
    array_contains(from_json(:scoring_versions, 'array<string>'), features.scoring_version)
    and (
        predictions.deal_id is null
        or (deals.outcome = 'open' and predictions.outcome_then <> 'open')
        or (
            features.updated_at <> predictions.features_updated_at
            and (deals.outcome = 'open' or predictions.outcome_then <> 'open')
        )
    )
