-- Writes down how a run of the maintenance job found tables, what it did about it and why not:
-- :records, a JSON array of objects.
-- reads: :records
insert into ops.table_health (
    checked_at, job_run_id, table_name, version, file_count, size_bytes, small_file_count,
    small_file_share, clustering, clustering_columns, last_written_at, last_optimized_at,
    last_clustered_at, last_analyzed_at, last_vacuumed_at, oldest_version, versions_kept, actions,
    file_count_after, size_bytes_after
)
with records as (
    select
        inline(
            from_json(
                :records,
                'array<struct<checked_at: timestamp, job_run_id: string, table_name: string,
                version: bigint, file_count: bigint, size_bytes: bigint, small_file_count: bigint,
                small_file_share: double, clustering: string, clustering_columns: array<string>,
                last_written_at: timestamp, last_optimized_at: timestamp,
                last_clustered_at: timestamp, last_analyzed_at: timestamp,
                last_vacuumed_at: timestamp, oldest_version: bigint, versions_kept: bigint,
                actions: array<struct<action: string, outcome: string, reason: string,
                attempts: int, duration_seconds: double>>,
                file_count_after: bigint, size_bytes_after: bigint>>'
            )
        )
)

select
    checked_at,
    job_run_id,
    table_name,
    version,
    file_count,
    size_bytes,
    small_file_count,
    small_file_share,
    clustering,
    clustering_columns,
    last_written_at,
    last_optimized_at,
    last_clustered_at,
    last_analyzed_at,
    last_vacuumed_at,
    oldest_version,
    versions_kept,
    actions,
    file_count_after,
    size_bytes_after
from records
