-- One row per open quarantined record: of :tables, a list with commas. Parameters with a value
-- limit the rows to :table_name, to records that violate :rule, and to those rejected from :since.
-- reads: quarantine, :rule, :since, :table_name, :tables
select
    quarantine_id,
    target_table,
    payload_sha256,
    source_file,
    ingested_at
from quarantine
where
    resolved_at is null
    and array_contains(split(:tables, ','), target_table)
    and (:table_name = '' or target_table = :table_name)
    and (:rule = '' or array_contains(errors.rule, :rule))
    and (:since = '' or quarantined_at >= cast(nullif(:since, '') as timestamp))
