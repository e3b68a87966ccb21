-- One row per landed document that an open record came from, as bronze has it. A record that was
-- rejected before quarantine kept the hash is known by its file alone.
-- reads: open_records, :bronze_table
with documents as (
    select distinct
        source_file,
        payload_sha256
    from open_records
)

select
    bronze.payload,
    bronze._metadata,
    bronze.ingested_at,
    bronze.payload_sha256
from identifier (:bronze_table) as bronze
left semi join documents
    on
        bronze._metadata.file_path = documents.source_file
        and coalesce(
            documents.payload_sha256
            = coalesce(bronze.payload_sha256, sha2(cast(bronze.payload as binary), 256)),
            true
        )
