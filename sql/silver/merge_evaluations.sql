-- purpose: records where the evaluations of a batch are in bronze
-- grain: one row per content; of several files the first by name stays, for any order of arrival
-- reads: silver.evaluations, staged_evaluations
merge into silver.evaluations as t
using staged_evaluations as s
    on t.payload_sha256 = s.payload_sha256
when matched and s.source_file < t.source_file then update set *
when not matched then insert *
