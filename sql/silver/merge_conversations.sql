-- One row per call: the document with the latest updated_at, for any order of arrival.
-- Ties go to a deletion, else to the greater hash, and among files of one content to the first by
-- name; of a call of several documents also to the greater hash of the others.
-- reads: silver.conversations, staged_conversations, :first_call_id, :last_call_id
merge into silver.conversations as t
using staged_conversations as s
    on
        t.call_id = s.call_id
        and t.call_id between :first_call_id and :last_call_id
when matched and s.is_deleted and s.updated_at >= t.updated_at then delete
when matched and not s.is_deleted and (
    s.updated_at > t.updated_at
    or (
        s.updated_at = t.updated_at
        and (
            s.payload_sha256 > t.payload_sha256
            or (s.payload_sha256 = t.payload_sha256 and s.source_file < t.source_file)
            or (
                s.payload_sha256 = t.payload_sha256
                and s.source_file = t.source_file
                and s.parts_sha256 > t.parts_sha256
            )
        )
    )
) then update set *
when not matched and not s.is_deleted then insert *
