-- Writes down an erasure: that it began, and once more what it did (:record, a JSON object with the
-- columns of the table). One row per erasure, of its last run.
-- reads: ops.erasures, :record
merge into ops.erasures as t
using (
    select erasure.*
    from (
        select
            from_json(
                :record,
                'erasure_id string, kind string, subject_sha256 string, began_at timestamp,
                completed_at timestamp, tables array<struct<table_name: string, rows: bigint>>,
                files_removed bigint, old_versions_until timestamp,
                known_as array<struct<kind: string, fingerprint: string>>,
                searched array<struct<table_name: string, rows: bigint, matched: bigint,
                version: bigint>>, files_searched bigint, files_rewritten bigint,
                verified_at timestamp, executed_by string, job_run_id string,
                text_before timestamp'
            ) as erasure
    ) as parsed
) as s
    on t.erasure_id = s.erasure_id
when matched then update set *
when not matched then insert *
