-- One row per deleted record, or evaluation of a call, of those landed: the latest time it was said
-- to be. Ties go to the greater hash, and among files of the same content to the first by name.
-- reads: landed_deletions
select *
from landed_deletions
qualify row_number() over (
    partition by target_table, record_id, scoring_version
    order by deleted_at desc, payload_sha256 desc, source_file asc
) = 1
