-- The probability that a deal is won, as the champion on the endpoint says it now: of each call one
-- number, from the features of gold.deal_features, in that table's order. The caller needs
-- CAN_QUERY on the endpoint; gold.deal_predictions has the earlier predictions. The task that
-- serves a version creates the function: the platform refuses it until a version is served.
-- reads: nothing
create or replace function gold.predict_deal_outcome (
    conversation_count double,
    scored_conversation_count double,
    turn_count double,
    rep_turn_share double,
    score_count double,
    behaviour_count double,
    label_count double,
    risk_flag_count double,
    avg_confidence double,
    behaviour_rate double,
    risk_flag_rate double,
    persuasive_turn_pct_avg double,
    prospect_interest_avg double,
    prospect_sentiment_avg double,
    uses_authority_rate double,
    uses_call_to_action_rate double,
    uses_commitment_rate double,
    uses_emotion_rate double,
    uses_exchange_rate double,
    uses_framing_rate double,
    uses_norms_and_values_rate double,
    uses_rational_appeal_rate double,
    uses_social_influence_rate double,
    uses_urgency_rate double,
    uses_pressure_rate double,
    prospect_disengaged_rate double
)
returns double
comment 'The probability, from 0 to 1, that a deal of these features is won'
return ai_query(
    'deal-outcome',
    named_struct(
        'conversation_count', conversation_count,
        'scored_conversation_count', scored_conversation_count,
        'turn_count', turn_count,
        'rep_turn_share', rep_turn_share,
        'score_count', score_count,
        'behaviour_count', behaviour_count,
        'label_count', label_count,
        'risk_flag_count', risk_flag_count,
        'avg_confidence', avg_confidence,
        'behaviour_rate', behaviour_rate,
        'risk_flag_rate', risk_flag_rate,
        'persuasive_turn_pct_avg', persuasive_turn_pct_avg,
        'prospect_interest_avg', prospect_interest_avg,
        'prospect_sentiment_avg', prospect_sentiment_avg,
        'uses_authority_rate', uses_authority_rate,
        'uses_call_to_action_rate', uses_call_to_action_rate,
        'uses_commitment_rate', uses_commitment_rate,
        'uses_emotion_rate', uses_emotion_rate,
        'uses_exchange_rate', uses_exchange_rate,
        'uses_framing_rate', uses_framing_rate,
        'uses_norms_and_values_rate', uses_norms_and_values_rate,
        'uses_rational_appeal_rate', uses_rational_appeal_rate,
        'uses_social_influence_rate', uses_social_influence_rate,
        'uses_urgency_rate', uses_urgency_rate,
        'uses_pressure_rate', uses_pressure_rate,
        'prospect_disengaged_rate', prospect_disengaged_rate
    ),
    'STRUCT<win_probability: DOUBLE>'
).win_probability;
