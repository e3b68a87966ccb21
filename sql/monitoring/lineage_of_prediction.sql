-- purpose: where the predictions of a deal come from: the model version and its training, the row
--   of features that was scored, the calls that it is made of, and the files that brought them
-- grain: one row per prediction of the deal and call up to the cut-off of its features
-- reads: gold.deal_features, gold.deal_predictions, silver.conversations, :deal_id
with predictions as (
    select *
    from gold.deal_predictions
    where deal_id = :deal_id
)

select
    predictions.deal_id,
    predictions.scoring_version,
    predictions.model_name,
    predictions.model_version,
    predictions.training_run_id,
    predictions.win_probability,
    predictions.predicted_at,
    predictions.features_cut_off,
    predictions.features_updated_at,
    -- false: the features have changed since
    coalesce(features.updated_at = predictions.features_updated_at, false) as features_stand,
    calls.call_id,
    calls.call_timestamp,
    coalesce(
        try_url_decode(replace(calls.source_file, '+', '%2B')), calls.source_file
    ) as bronze_file,
    calls.payload_sha256
from predictions
left join gold.deal_features as features
    on
        predictions.deal_id = features.deal_id
        and predictions.scoring_version = features.scoring_version
left join silver.conversations as calls
    on
        predictions.deal_id = calls.deal_id
        and predictions.features_cut_off >= calls.call_timestamp
order by
    predictions.model_version asc, predictions.scoring_version asc, calls.call_timestamp asc
