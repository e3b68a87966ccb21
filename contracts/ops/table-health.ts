import { defineTable, optional, required } from '../table';

const ACTIONS =
  'ARRAY<STRUCT<action: STRING, outcome: STRING, reason: STRING, attempts: INT, duration_seconds: DOUBLE>>';

/** The file layout of each table and the maintenance of it, by run. */
export const tableHealth = defineTable({
  schema: 'ops',
  name: 'table_health',
  comment: 'Files, clustering and versions of each table, what maintenance did, and why not',
  grain: 'one row per table and run of the maintenance job, as the run found the table',
  columns: [
    required('checked_at', 'TIMESTAMP', 'Time of the check'),
    optional('job_run_id', 'STRING', 'The run of the job; null outside of one'),
    required('table_name', 'STRING', 'The table'),
    required('version', 'BIGINT', 'The version that the run found'),
    required('file_count', 'BIGINT', 'Files of that version'),
    required('size_bytes', 'BIGINT', 'What they take'),
    required('small_file_count', 'BIGINT', 'Files smaller than half of the target size'),
    required('small_file_share', 'DOUBLE', 'Those of file_count; 0 for a table without files'),
    optional(
      'clustering',
      'STRING',
      'What rows are ordered by: liquid, or as the last OPTIMIZE left it zorder; null: nothing',
    ),
    required('clustering_columns', 'ARRAY<STRING>', 'The columns of it'),
    optional('last_written_at', 'TIMESTAMP', 'When rows were last written, as far as the log goes'),
    optional('last_optimized_at', 'TIMESTAMP', 'When files were last compacted or clustered'),
    optional('last_clustered_at', 'TIMESTAMP', 'When rows were last ordered'),
    optional('last_analyzed_at', 'TIMESTAMP', 'When a run last computed statistics'),
    optional('last_vacuumed_at', 'TIMESTAMP', 'When files of no version were last removed'),
    required('oldest_version', 'BIGINT', 'The oldest version that the log has'),
    required('versions_kept', 'BIGINT', 'Versions that the log has'),
    required(
      'actions',
      ACTIONS,
      'layout, optimize, cluster, analyze and vacuum, each done, skipped, postponed: other writers were in the way, or failed, and why',
    ),
    optional('file_count_after', 'BIGINT', 'Files after it; null: nothing was done'),
    optional('size_bytes_after', 'BIGINT', 'What they take'),
  ],
});
