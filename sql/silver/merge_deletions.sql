-- One row per deleted record, or evaluation of a call: the latest time it was said to be.
-- Ties go to the greater hash, and among files of the same content to the first by name.
-- reads: silver.deletions, staged_deletions
merge into silver.deletions as t
using staged_deletions as s
    on
        t.target_table = s.target_table
        and t.record_id = s.record_id
        and t.scoring_version = s.scoring_version
when matched and (
    s.deleted_at > t.deleted_at
    or (
        s.deleted_at = t.deleted_at
        and (
            s.payload_sha256 > t.payload_sha256
            or (s.payload_sha256 = t.payload_sha256 and s.source_file < t.source_file)
        )
    )
) then update set *
when not matched then insert *
