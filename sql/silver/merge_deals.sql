-- One row per deal: the record with the latest updated_at, for any order of arrival.
-- Ties go to a deletion, else to the greater hash, and among files of one content to the first by
-- name.
-- reads: silver.deals, staged_deals
merge into silver.deals as t
using staged_deals as s
    on t.deal_id = s.deal_id
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
