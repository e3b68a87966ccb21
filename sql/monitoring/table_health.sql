-- Measures and actions of the last run of the maintenance job: one row per table, the ones with
-- most small files first.
-- reads: ops.table_health
select
    table_name,
    checked_at,
    file_count,
    round(size_bytes / 1048576, 1) as size_mb,
    small_file_count,
    round(small_file_share, 2) as small_file_share,
    clustering,
    last_written_at,
    last_optimized_at,
    last_clustered_at,
    last_analyzed_at,
    last_vacuumed_at,
    versions_kept,
    concat_ws(
        '; ', transform(actions, a -> concat(a.action, ' ', a.outcome, ': ', a.reason))
    ) as actions,
    file_count_after
from ops.table_health
qualify row_number() over (partition by table_name order by checked_at desc) = 1
order by small_file_count desc, table_name asc
