-- One row per quarantined record that waits, of the documents that are replayed: of :tables, a list
-- with commas. A document is judged whole, so all that was rejected of it is judged.
-- reads: quarantine, replayed_documents, :tables
with documents as (
    select distinct
        _metadata.file_path as source_file,
        coalesce(payload_sha256, sha2(cast(payload as binary), 256)) as payload_sha256
    from replayed_documents
)

select quarantine.*
from quarantine
left semi join documents
    on
        quarantine.source_file = documents.source_file
        and coalesce(quarantine.payload_sha256 = documents.payload_sha256, true)
where
    quarantine.resolved_at is null
    and array_contains(split(:tables, ','), quarantine.target_table)
