-- One row per accepted signal of the view :signals, with its id.
-- reads: :signals
select
    *,
    sha2(to_json(array(call_id, signal_name, scoring_version)), 256) as signal_id,
    -- known when it is written
    cast(null as timestamp) as updated_at,
    false as is_stored
from identifier (:signals)
