-- One row per deal and scoring version: recomputed features that changes touched. Rows without a
-- call are deleted.
-- reads: gold.deal_features, computed_features, deals_to_compute
merge into gold.deal_features as t
using (
    with standing as (
        select
            features.deal_id,
            features.scoring_version
        from gold.deal_features as features
        left semi join deals_to_compute as asked on features.deal_id = asked.deal_id
    ),

    touched as (
        select
            deal_id,
            scoring_version
        from standing
        union distinct
        select
            deal_id,
            scoring_version
        from computed_features
    )

    select
        touched.deal_id,
        touched.scoring_version,
        computed.* except (deal_id, scoring_version, changed_at),
        current_timestamp() as updated_at,
        computed.deal_id is null as is_gone
    from touched
    left join computed_features as computed
        on
            touched.deal_id = computed.deal_id
            and touched.scoring_version = computed.scoring_version
) as s
    on t.deal_id = s.deal_id and t.scoring_version = s.scoring_version
when matched and s.is_gone then delete
when matched and not (
    t.rep_id <=> s.rep_id
    and t.features_cut_off <=> s.features_cut_off
    and t.conversation_count <=> s.conversation_count
    and t.scored_conversation_count <=> s.scored_conversation_count
    and t.turn_count <=> s.turn_count
    and t.rep_turn_share <=> s.rep_turn_share
    and t.score_count <=> s.score_count
    and t.behaviour_count <=> s.behaviour_count
    and t.label_count <=> s.label_count
    and t.risk_flag_count <=> s.risk_flag_count
    and t.avg_confidence <=> s.avg_confidence
    and t.behaviour_rate <=> s.behaviour_rate
    and t.risk_flag_rate <=> s.risk_flag_rate
    and t.persuasive_turn_pct_avg <=> s.persuasive_turn_pct_avg
    and t.prospect_interest_avg <=> s.prospect_interest_avg
    and t.prospect_sentiment_avg <=> s.prospect_sentiment_avg
    and t.uses_authority_rate <=> s.uses_authority_rate
    and t.uses_call_to_action_rate <=> s.uses_call_to_action_rate
    and t.uses_commitment_rate <=> s.uses_commitment_rate
    and t.uses_emotion_rate <=> s.uses_emotion_rate
    and t.uses_exchange_rate <=> s.uses_exchange_rate
    and t.uses_framing_rate <=> s.uses_framing_rate
    and t.uses_norms_and_values_rate <=> s.uses_norms_and_values_rate
    and t.uses_rational_appeal_rate <=> s.uses_rational_appeal_rate
    and t.uses_social_influence_rate <=> s.uses_social_influence_rate
    and t.uses_urgency_rate <=> s.uses_urgency_rate
    and t.uses_pressure_rate <=> s.uses_pressure_rate
    and t.prospect_disengaged_rate <=> s.prospect_disengaged_rate
) then update set *
when not matched and not s.is_gone then insert *
