-- purpose: how fresh each table is: when it last got something, and how recent what it tells of is
-- grain: one row per table, in the order of the layers
-- reads: bronze.conversations_raw, bronze.deals_raw, bronze.evaluations_raw, bronze.reps_raw,
--   gold.deal_features, gold.deal_predictions, gold.rep_monthly_scores,
--   silver.conversation_signals, silver.conversations, silver.deals, silver.deletions,
--   silver.evaluations, silver.quarantine, silver.reps
with tables as (
    select
        1 as place,
        'bronze.conversations_raw' as table_name,
        max(ingested_at) as newest_arrival_at,
        cast(null as timestamp) as newest_event_at
    from bronze.conversations_raw
    union all
    select
        2 as place,
        'bronze.deals_raw' as table_name,
        max(ingested_at) as newest_arrival_at,
        cast(null as timestamp) as newest_event_at
    from bronze.deals_raw
    union all
    select
        3 as place,
        'bronze.reps_raw' as table_name,
        max(ingested_at) as newest_arrival_at,
        cast(null as timestamp) as newest_event_at
    from bronze.reps_raw
    union all
    select
        4 as place,
        'bronze.evaluations_raw' as table_name,
        max(ingested_at) as newest_arrival_at,
        cast(null as timestamp) as newest_event_at
    from bronze.evaluations_raw
    union all
    select
        5 as place,
        'silver.conversations' as table_name,
        max(ingested_at) as newest_arrival_at,
        max(call_timestamp) as newest_event_at
    from silver.conversations
    union all
    select
        6 as place,
        'silver.conversation_signals' as table_name,
        max(updated_at) as newest_arrival_at,
        max(scored_at) as newest_event_at
    from silver.conversation_signals
    union all
    select
        7 as place,
        'silver.evaluations' as table_name,
        max(ingested_at) as newest_arrival_at,
        max(scored_at) as newest_event_at
    from silver.evaluations
    union all
    select
        8 as place,
        'silver.deals' as table_name,
        max(ingested_at) as newest_arrival_at,
        max(updated_at) as newest_event_at
    from silver.deals
    union all
    select
        9 as place,
        'silver.reps' as table_name,
        max(ingested_at) as newest_arrival_at,
        max(updated_at) as newest_event_at
    from silver.reps
    union all
    select
        10 as place,
        'silver.quarantine' as table_name,
        max(quarantined_at) as newest_arrival_at,
        cast(null as timestamp) as newest_event_at
    from silver.quarantine
    union all
    select
        11 as place,
        'silver.deletions' as table_name,
        max(ingested_at) as newest_arrival_at,
        max(deleted_at) as newest_event_at
    from silver.deletions
    union all
    select
        12 as place,
        'gold.rep_monthly_scores' as table_name,
        max(updated_at) as newest_arrival_at,
        cast(max(month) as timestamp) as newest_event_at
    from gold.rep_monthly_scores
    union all
    select
        13 as place,
        'gold.deal_features' as table_name,
        max(updated_at) as newest_arrival_at,
        max(features_cut_off) as newest_event_at
    from gold.deal_features
    union all
    select
        14 as place,
        'gold.deal_predictions' as table_name,
        max(predicted_at) as newest_arrival_at,
        max(features_cut_off) as newest_event_at
    from gold.deal_predictions
)

select
    table_name,
    newest_arrival_at,
    newest_event_at,
    round(
        timestampdiff(minute, newest_arrival_at, current_timestamp()) / 60.0, 1
    ) as hours_since_arrival,
    round(
        timestampdiff(minute, newest_event_at, current_timestamp()) / 60.0, 1
    ) as hours_since_event
from tables
order by place
