-- purpose: scored behaviours and risks of the calls that the principal may see
-- grain: one row per such signal of a call
-- reads: gold.conversation_signal_details
select
    cast(date_trunc('month', call_timestamp) as date) as month,
    rep_id,
    signal_name,
    signal_type,
    scoring_version,
    cast(value_boolean as double) as seen
from gold.conversation_signal_details
where signal_type in ('behaviour', 'risk_flag') and value_boolean is not null
