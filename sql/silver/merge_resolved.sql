-- One row per rejected record: those of the view passing_records are resolved.
-- reads: silver.quarantine, passing_records
merge into silver.quarantine as t
using passing_records as s
    on t.quarantine_id = s.quarantine_id
when matched and t.resolved_at is null then update set resolved_at = current_timestamp()
