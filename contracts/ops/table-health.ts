import { defineTable, optional, required } from '../table';

const ACTIONS =
  'ARRAY<STRUCT<action: STRING, outcome: STRING, reason: STRING, attempts: INT, duration_seconds: DOUBLE>>';

/** The file layout of each table and the maintenance of it, by run. */
export const tableHealth = defineTable({
  schema: 'ops',
  name: 'table_health',
  comment: 'Files, clustering and versions of each table, and the actions of maintenance',
  grain: 'one row per table and run of the maintenance job, as the run found the table',
  columns: [
    required('checked_at', 'TIMESTAMP', 'Time of the check'),
    optional('job_run_id', 'STRING', 'The run of the job; null outside of one'),
    required('table_name', 'STRING', 'The table'),
    required('version', 'BIGINT', 'The version that the run found'),
    required('file_count', 'BIGINT', 'Files of that version'),
    required('size_bytes', 'BIGINT', 'Size of the files'),
    required('small_file_count', 'BIGINT', 'Files smaller than half of the target size'),
    required('small_file_share', 'DOUBLE', 'Share of small files; 0 for a table without files'),
    optional(
      'clustering',
      'STRING',
      'Clustering of rows: liquid, or zorder by the last OPTIMIZE; null: none',
    ),
    required('clustering_columns', 'ARRAY<STRING>', 'Columns of the clustering'),
    optional('last_written_at', 'TIMESTAMP', 'Time of the last write, if the log has it'),
    optional('last_optimized_at', 'TIMESTAMP', 'Time of the last compaction or clustering'),
    optional('last_clustered_at', 'TIMESTAMP', 'Time of the last clustering'),
    optional('last_analyzed_at', 'TIMESTAMP', 'Time of the last statistics'),
    optional('last_vacuumed_at', 'TIMESTAMP', 'Time of the last VACUUM'),
    required('oldest_version', 'BIGINT', 'The oldest version that the log has'),
    required('versions_kept', 'BIGINT', 'Versions that the log has'),
    required(
      'actions',
      ACTIONS,
      'layout, optimize, cluster, analyze and vacuum, each done, skipped, postponed: other writers were in the way, or failed, and why',
    ),
    optional('file_count_after', 'BIGINT', 'Files after the actions; null: no action'),
    optional('size_bytes_after', 'BIGINT', 'Size of the files'),
  ],
});
