-- The prediction of the last batch beside that of the endpoint now: one row per scoring version of
-- a deal that was open in the batch. Each row that is read queries the endpoint: filter by deal.
-- reads: gold.deal_features, gold.deal_predictions
create or replace view gold.deal_win_probabilities
comment 'Predictions of the last batch beside those of the endpoint, by open deal'
as
with
predictions as (
    select
        *,
        row_number() over (
            partition by deal_id, scoring_version
            order by predicted_at desc, model_version desc
        ) as age
    from gold.deal_predictions
)

select
    predictions.deal_id,
    predictions.scoring_version,
    predictions.model_version as batch_model_version,
    predictions.predicted_at as batch_predicted_at,
    predictions.win_probability as batch_win_probability,
    gold.predict_deal_outcome(
        features.conversation_count,
        features.scored_conversation_count,
        features.turn_count,
        features.rep_turn_share,
        features.score_count,
        features.behaviour_count,
        features.label_count,
        features.risk_flag_count,
        features.avg_confidence,
        features.behaviour_rate,
        features.risk_flag_rate,
        features.persuasive_turn_pct_avg,
        features.prospect_interest_avg,
        features.prospect_sentiment_avg,
        features.uses_authority_rate,
        features.uses_call_to_action_rate,
        features.uses_commitment_rate,
        features.uses_emotion_rate,
        features.uses_exchange_rate,
        features.uses_framing_rate,
        features.uses_norms_and_values_rate,
        features.uses_rational_appeal_rate,
        features.uses_social_influence_rate,
        features.uses_urgency_rate,
        features.uses_pressure_rate,
        features.prospect_disengaged_rate
    ) as win_probability_now
from predictions
inner join gold.deal_features as features
    on
        predictions.deal_id = features.deal_id
        and predictions.scoring_version = features.scoring_version
where predictions.age = 1 and predictions.outcome_then = 'open'
