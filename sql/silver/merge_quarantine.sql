-- One row per rejected record: of a target table, a payload and a file. A known record is written
-- again only if it violates other rules now, or had been ingested and is now rejected.
-- reads: silver.quarantine, staged_quarantine
merge into silver.quarantine as t
using (
    select
        *,
        current_timestamp() as quarantined_at
    from staged_quarantine
) as s
    on t.quarantine_id = s.quarantine_id
when matched and (
    t.resolved_at is not null
    or not (t.errors <=> s.errors)
    or t.rule_set <> s.rule_set
) then
    update
        set
            errors = s.errors,
            rule_set = s.rule_set,
            payload_sha256 = s.payload_sha256,
            ingested_at = s.ingested_at,
            resolved_at = null
when not matched then insert *
