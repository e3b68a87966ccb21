-- One row per document in quarantine that is of another call than the holder of its id.
-- reads: silver.quarantine
select payload
from silver.quarantine
where
    target_table = 'silver.conversations'
    and resolved_at is null
    and exists(errors, error -> error.rule = 'call_id_of_one_call')
