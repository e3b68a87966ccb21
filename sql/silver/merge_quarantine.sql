-- One row per rejected record: of a target table, a payload and a file. Seen again, it is not
-- written again.
merge into silver.quarantine as t
using staged_quarantine as s
    on t.quarantine_id = s.quarantine_id
when not matched then insert *
