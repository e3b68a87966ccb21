-- One row per rejected record: of a target table, a payload and a file, as it first landed.
-- The payload is hashed as bytes: two that are not UTF-8 may look the same as text.
-- reads: rejected_records
select
    *,
    sha2(to_json(array(target_table, sha2(payload, 256), source_file)), 256) as quarantine_id,
    cast(null as timestamp) as resolved_at
from rejected_records
qualify row_number() over (
    partition by target_table, payload, source_file
    order by ingested_at asc
) = 1
