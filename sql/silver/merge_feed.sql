-- One row per :key of a table of silver (:target_table) whose feed has a record for each row: the
-- record with the latest updated_at, for any order of arrival.
-- Ties go to a deletion, else to the greater hash, and among files of one content to the first by
-- name.
-- reads: staged_records, :key, :target_table
merge into identifier (:target_table) as t
using staged_records as s
    on identifier ('t.' || :key) = identifier ('s.' || :key)
when matched and s.is_deleted and s.updated_at >= t.updated_at then delete
when matched and not s.is_deleted and (
    s.updated_at > t.updated_at
    or (
        s.updated_at = t.updated_at
        and (
            s.payload_sha256 > t.payload_sha256
            or (s.payload_sha256 = t.payload_sha256 and s.source_file < t.source_file)
        )
    )
) then update set *
when not matched and not s.is_deleted then insert *
