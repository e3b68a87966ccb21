-- One row per record of the view :records that says that its row is deleted: of :target_table, by
-- its :key, as of :said_at.
-- reads: :key, :records, :said_at, :target_table
select
    :target_table as target_table,
    identifier (:key) as record_id,
    '' as scoring_version,
    cast(identifier (:said_at) as timestamp) as deleted_at,
    payload_sha256,
    source_file,
    ingested_at
from identifier (:records)
where is_deleted
