-- purpose: scores of the calls that the principal may see
-- grain: one row per score of a call
-- reads: gold.conversation_signal_details
select
    cast(date_trunc('month', call_timestamp) as date) as month,
    rep_id,
    signal_name,
    scoring_version,
    value_number as value
from gold.conversation_signal_details
where signal_type = 'score' and value_number is not null
