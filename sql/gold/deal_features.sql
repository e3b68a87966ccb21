-- One row per deal to compute and scoring version: what the calls up to the deal's cut-off say,
-- however late they were scored. Of a deal that is closed the cut-off is when it was; of an open
-- one, whose closed_at is a plan at best, there is none yet.
-- reads: silver.conversations, silver.deals, closing_signals, deals_to_compute, signals_of_deals
with deals as (
    select
        deals.deal_id,
        deals.rep_id,
        deals.ingested_at,
        case when deals.outcome <> 'open' then least(deals.closed_at, deals.updated_at) end
            as closed_at
    from silver.deals as deals
    left semi join deals_to_compute as asked on deals.deal_id = asked.deal_id
),

calls as (
    select
        deals.deal_id,
        deals.rep_id,
        deals.closed_at,
        greatest(deals.ingested_at, calls.ingested_at) as ingested_at,
        calls.call_id,
        calls.call_timestamp,
        calls.turn_count,
        calls.rep_turn_count
    from silver.conversations as calls
    inner join deals on calls.deal_id = deals.deal_id
    where deals.closed_at is null or calls.call_timestamp <= deals.closed_at
),

conversations as (
    select
        deal_id,
        max(rep_id) as rep_id,
        coalesce(max(closed_at), max(call_timestamp)) as features_cut_off,
        cast(count(*) as double) as conversation_count,
        cast(sum(turn_count) as double) as turn_count,
        round(try_divide(sum(rep_turn_count), sum(turn_count)), 9) as rep_turn_share,
        max(ingested_at) as ingested_at
    from calls
    group by deal_id
),

signals as (
    select
        calls.deal_id,
        signals.call_id,
        signals.scoring_version,
        signals.signal_name,
        signals.signal_type,
        coalesce(signals.value_number, cast(signals.value_boolean as double)) as value,
        signals.confidence,
        signals.updated_at
    from signals_of_deals as signals
    inner join calls on signals.call_id = calls.call_id
    left anti join closing_signals as closing on signals.signal_name = closing.signal_name
),

-- rounded, so that the order of a sum does not make a feature differ from itself
versions as (
    select
        deal_id,
        scoring_version,
        cast(count(distinct call_id) as double) as scored_conversation_count,
        cast(count_if(signal_type = 'score') as double) as score_count,
        cast(count_if(signal_type = 'behaviour') as double) as behaviour_count,
        cast(count_if(signal_type = 'label') as double) as label_count,
        cast(count_if(signal_type = 'risk_flag') as double) as risk_flag_count,
        round(avg(confidence), 9) as avg_confidence,
        round(avg(value) filter (where signal_type = 'behaviour'), 9) as behaviour_rate,
        round(avg(value) filter (where signal_type = 'risk_flag'), 9) as risk_flag_rate,
        round(avg(value) filter (where signal_name = 'persuasive_turn_pct'), 9)
            as persuasive_turn_pct_avg,
        round(avg(value) filter (where signal_name = 'prospect_interest'), 9)
            as prospect_interest_avg,
        round(avg(value) filter (where signal_name = 'prospect_sentiment'), 9)
            as prospect_sentiment_avg,
        round(avg(value) filter (where signal_name = 'uses_authority'), 9) as uses_authority_rate,
        round(avg(value) filter (where signal_name = 'uses_call_to_action'), 9)
            as uses_call_to_action_rate,
        round(avg(value) filter (where signal_name = 'uses_commitment'), 9) as uses_commitment_rate,
        round(avg(value) filter (where signal_name = 'uses_emotion'), 9) as uses_emotion_rate,
        round(avg(value) filter (where signal_name = 'uses_exchange'), 9) as uses_exchange_rate,
        round(avg(value) filter (where signal_name = 'uses_framing'), 9) as uses_framing_rate,
        round(avg(value) filter (where signal_name = 'uses_norms_and_values'), 9)
            as uses_norms_and_values_rate,
        round(avg(value) filter (where signal_name = 'uses_rational_appeal'), 9)
            as uses_rational_appeal_rate,
        round(avg(value) filter (where signal_name = 'uses_social_influence'), 9)
            as uses_social_influence_rate,
        round(avg(value) filter (where signal_name = 'uses_urgency'), 9) as uses_urgency_rate,
        round(avg(value) filter (where signal_name = 'uses_pressure'), 9) as uses_pressure_rate,
        round(avg(value) filter (where signal_name = 'prospect_disengaged'), 9)
            as prospect_disengaged_rate,
        max(updated_at) as updated_at
    from signals
    group by deal_id, scoring_version
)

select
    versions.deal_id,
    versions.scoring_version,
    conversations.rep_id,
    conversations.features_cut_off,
    conversations.conversation_count,
    versions.scored_conversation_count,
    conversations.turn_count,
    conversations.rep_turn_share,
    versions.score_count,
    versions.behaviour_count,
    versions.label_count,
    versions.risk_flag_count,
    versions.avg_confidence,
    versions.behaviour_rate,
    versions.risk_flag_rate,
    versions.persuasive_turn_pct_avg,
    versions.prospect_interest_avg,
    versions.prospect_sentiment_avg,
    versions.uses_authority_rate,
    versions.uses_call_to_action_rate,
    versions.uses_commitment_rate,
    versions.uses_emotion_rate,
    versions.uses_exchange_rate,
    versions.uses_framing_rate,
    versions.uses_norms_and_values_rate,
    versions.uses_rational_appeal_rate,
    versions.uses_social_influence_rate,
    versions.uses_urgency_rate,
    versions.uses_pressure_rate,
    versions.prospect_disengaged_rate,
    greatest(versions.updated_at, conversations.ingested_at) as changed_at
from versions
inner join conversations on versions.deal_id = conversations.deal_id
