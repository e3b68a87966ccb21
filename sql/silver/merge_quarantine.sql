-- One row per rejected record: of a target table, a payload and a file. Seen again, it is written
-- again only if it breaks other rules by now, or had been taken in and is rejected after all.
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
