-- purpose: signals of the calls that the principal may see: a rep the own ones, a manager the
--   team's, a reviewer all; personal data are masked
-- grain: one row per signal
-- reads: gold.conversation_signal_details
select
    call_id,
    call_timestamp,
    rep_id,
    signal_name,
    signal_type,
    scoring_version,
    coalesce(
        cast(value_number as string), cast(value_boolean as string), value_string
    ) as value,
    confidence,
    reason
from gold.conversation_signal_details
