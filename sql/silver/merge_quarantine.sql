-- One row per rejected record: of a target table, a payload and a file. Seen again, it is written
-- again only if it breaks other rules by now, or had been taken in and is rejected after all.
-- The payload is hashed as bytes: two that are not UTF-8 may look the same as text.
merge into silver.quarantine as t
using (
    select
        *,
        sha2(to_json(array(target_table, sha2(payload, 256), source_file)), 256) as quarantine_id,
        current_timestamp() as quarantined_at,
        cast(null as timestamp) as resolved_at
    from rejected_records
    qualify row_number() over (
        partition by target_table, payload, source_file
        order by payload asc
    ) = 1
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
