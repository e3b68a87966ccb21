-- One row per :key of the view :records: its latest record, for any order of arrival.
-- Ties go to a deletion, else to the greater hash, and among files of one content to the first by
-- name.
-- reads: :key, :records
select *
from identifier (:records)
qualify row_number() over (
    partition by identifier (:key)
    order by updated_at desc, is_deleted desc, payload_sha256 desc, source_file asc
) = 1
