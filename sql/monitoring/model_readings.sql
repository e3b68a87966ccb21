-- One row per deal, scoring version and measure of a week: the value of a feature, or what a model
-- version has predicted. The week is that of the deal's cut-off, however late it was scored.
-- reads: gold.deal_features, gold.deal_predictions
select
    cast(date_trunc('week', features_cut_off) as date) as week,
    scoring_version,
    measure,
    cast(0 as bigint) as model_version,
    value
from gold.deal_features
    unpivot include nulls (
        value for measure in (
            conversation_count,
            scored_conversation_count,
            turn_count,
            rep_turn_share,
            score_count,
            behaviour_count,
            label_count,
            risk_flag_count,
            avg_confidence,
            behaviour_rate,
            risk_flag_rate,
            persuasive_turn_pct_avg,
            prospect_interest_avg,
            prospect_sentiment_avg,
            uses_authority_rate,
            uses_call_to_action_rate,
            uses_commitment_rate,
            uses_emotion_rate,
            uses_exchange_rate,
            uses_framing_rate,
            uses_norms_and_values_rate,
            uses_rational_appeal_rate,
            uses_social_influence_rate,
            uses_urgency_rate,
            uses_pressure_rate,
            prospect_disengaged_rate
        )
    )
union all
select
    cast(date_trunc('week', features_cut_off) as date) as week,
    scoring_version,
    'win_probability' as measure,
    model_version,
    win_probability as value
from gold.deal_predictions
