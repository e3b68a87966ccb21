-- One row per accepted signal of a batch, with its id.
-- reads: accepted_signals
select
    *,
    sha2(to_json(array(call_id, signal_name, scoring_version)), 256) as signal_id,
    -- known when it is written
    cast(null as timestamp) as updated_at,
    false as is_stored
from accepted_signals
