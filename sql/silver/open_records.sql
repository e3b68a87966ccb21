-- One row per quarantined record that waits to be taken in: of :tables, a list with commas, and
-- where they are not empty only of :table_name, that broke :rule, that was rejected from :since.
select
    quarantine_id,
    target_table,
    payload_sha256,
    source_file,
    ingested_at
from silver.quarantine
where
    resolved_at is null
    and array_contains(split(:tables, ','), target_table)
    and (:table_name = '' or target_table = :table_name)
    and (:rule = '' or array_contains(errors.rule, :rule))
    and (:since = '' or quarantined_at >= cast(nullif(:since, '') as timestamp))
