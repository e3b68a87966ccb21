-- purpose: how likely deals are to be won, as the newest version of the model that scored each says
-- grain: one row per deal and scoring version
-- reads: gold.deal_features, gold.deal_predictions
with predictions as (
    select *
    from gold.deal_predictions
    qualify row_number() over (
        partition by deal_id, scoring_version
        order by model_version desc
    ) = 1
),

features as (select * from gold.deal_features)

select
    predictions.deal_id,
    features.rep_id,
    predictions.scoring_version,
    predictions.model_version,
    predictions.outcome_then,
    predictions.win_probability,
    least(floor(predictions.win_probability * 10), 9) / 10 as probability_from,
    features.conversation_count,
    features.risk_flag_rate,
    features.prospect_interest_avg,
    features.prospect_sentiment_avg,
    predictions.predicted_at
from predictions
left join features
    on
        predictions.deal_id = features.deal_id
        and predictions.scoring_version = features.scoring_version
