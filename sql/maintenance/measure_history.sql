-- Maintenance history of a table from its log: one row, of the view table_history, which
-- table_history.sql answers. :log_retention and :file_retention are intervals: the retention of the
-- log, and of the files of deleted rows.
-- reads: table_history, :file_retention, :log_retention
select
    max(version) as version,
    min(version) as oldest_version,
    count(*) as versions_kept,
    min(timestamp) as oldest_at,
    max(version) filter (where is_write) as last_written_version,
    max(timestamp) filter (where is_write) as last_written_at,
    max(timestamp) filter (where operation = 'OPTIMIZE') as last_optimized_at,
    max(version) filter (where is_clustering) as last_clustered_version,
    max(timestamp) filter (where is_clustering) as last_clustered_at,
    max_by(z_order, version) filter (where is_clustering) as last_z_order,
    max_by(cluster_by, version) filter (where is_clustering) as last_cluster_by,
    max(timestamp) filter (where operation = 'VACUUM END') as last_vacuumed_at,
    timestampdiff(
        second,
        timestamp '2000-01-01 00:00:00',
        timestamp '2000-01-01 00:00:00' + cast(:log_retention as interval)
    ) as log_retention_seconds,
    timestampdiff(
        second,
        timestamp '2000-01-01 00:00:00',
        timestamp '2000-01-01 00:00:00' + cast(:file_retention as interval)
    ) as file_retention_seconds
from (
    select
        version,
        timestamp,
        operation,
        coalesce(operationparameters['zOrderBy'], '[]') as z_order,
        coalesce(operationparameters['clusterBy'], '[]') as cluster_by,
        -- what is not known to leave the rows alone is taken for a write
        operation not in (
            'OPTIMIZE', 'VACUUM START', 'VACUUM END', 'CLUSTER BY', 'CREATE TABLE',
            'SET TBLPROPERTIES', 'UNSET TBLPROPERTIES', 'ADD CONSTRAINT', 'DROP CONSTRAINT',
            'ADD COLUMNS', 'CHANGE COLUMN', 'UPGRADE PROTOCOL', 'DROP FEATURE', 'COMPUTE STATS'
        ) as is_write,
        operation = 'OPTIMIZE'
        and (
            coalesce(operationparameters['zOrderBy'], '[]') <> '[]'
            or coalesce(operationparameters['clusterBy'], '[]') <> '[]'
        ) as is_clustering
    from table_history
) as commits
