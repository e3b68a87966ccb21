-- purpose: records the documents of a batch that have a part of a call
-- grain: one row per document; recorded again, only the time at which it reached bronze changes
-- reads: ops.call_parts, landed_parts
merge into ops.call_parts as t
using (
    select
        * except (ingested_at_micros),
        timestamp_micros(ingested_at_micros) as ingested_at
    from landed_parts
) as s
    on
        t.source_file = s.source_file
        and t.payload_sha256 = s.payload_sha256
when matched and not (t.ingested_at <=> s.ingested_at) then update set *
when not matched then insert *
