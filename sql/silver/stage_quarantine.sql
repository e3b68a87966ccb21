-- One row per rejected record: of a target table, a payload and a file, however often it was seen,
-- from the first time on.
select
    *,
    sha2(to_json(array(target_table, payload, source_file)), 256) as quarantine_id,
    cast(null as timestamp) as resolved_at
from rejected_records
qualify row_number() over (
    partition by target_table, payload, source_file
    order by quarantined_at asc
) = 1
