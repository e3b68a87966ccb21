-- One row per signal of silver, and per score of gold, in the form of a change: all that scores may
-- depend on, and the scores that no signal stands for any more.
-- reads: gold.rep_monthly_scores, silver.conversation_signals
select
    rep_id,
    call_timestamp,
    signal_name,
    scoring_version,
    'insert' as _change_type
from silver.conversation_signals
union all
select
    rep_id,
    cast(month as timestamp) as call_timestamp,
    signal_name,
    scoring_version,
    'delete' as _change_type
from gold.rep_monthly_scores
