-- One row per rejected record: of a target table, a payload and a file. Seen again, it is not
-- written again.
merge into silver.quarantine as t
using (
    select
        *,
        sha2(to_json(array(target_table, payload, source_file)), 256) as quarantine_id,
        current_timestamp() as quarantined_at,
        cast(null as timestamp) as resolved_at
    from rejected_records
    qualify row_number() over (
        partition by target_table, payload, source_file
        order by payload asc
    ) = 1
) as s
    on t.quarantine_id = s.quarantine_id
when not matched then insert *
