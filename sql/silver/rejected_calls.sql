-- One row per document in quarantine that is of another call than the holder of its id, as bronze
-- has it.
-- reads: silver.quarantine
select
    payload,
    named_struct('file_path', source_file) as _metadata,
    cast(null as string) as payload_sha256
from silver.quarantine
where
    target_table = 'silver.conversations'
    and resolved_at is null
    and exists(errors, error -> error.rule = 'call_id_of_one_call')
