import { defineTable, optional, required } from '../table';

const TABLE_COUNTS =
  'ARRAY<STRUCT<table_name: STRING, read: BIGINT, quarantined: BIGINT, inserted: BIGINT, updated: BIGINT, deleted: BIGINT>>';

/** Stages of each run of a pipeline, with failed ones. */
export const pipelineRuns = defineTable({
  schema: 'ops',
  name: 'pipeline_runs',
  comment: 'Outcome, record counts and freshness of each stage of each run',
  grain: 'one row per run and stage, of the last attempt',
  key: ['run_id', 'stage'],
  columns: [
    required('run_id', 'STRING', 'The run of the job'),
    required('job_name', 'STRING', 'The job'),
    required('stage', 'STRING', 'The task of the job'),
    optional('feed', 'STRING', 'The feed that the stage ingests'),
    required(
      'state',
      'STRING',
      'succeeded, failed, timedout, canceled; skipped: a dependency did not succeed; running: in a continuous job',
    ),
    required('attempts', 'INT', 'Number of attempts; 0: the stage was skipped'),
    optional('error_class', 'STRING', 'Kind of the error of a failed stage, without its text'),
    optional(
      'started_at',
      'TIMESTAMP',
      'Start of the last attempt, or of the latest batch in a continuous job; null: not known',
    ),
    optional('ended_at', 'TIMESTAMP', 'End of the last attempt, or of that batch; null: not known'),
    optional('duration_seconds', 'DOUBLE', 'Seconds from started_at to ended_at'),
    optional('rows_read', 'BIGINT', 'Records that the stage read'),
    optional('rows_written', 'BIGINT', 'Rows that it inserted, updated and deleted'),
    optional('rows_quarantined', 'BIGINT', 'Records that it rejected'),
    optional('tables', TABLE_COUNTS, 'The same numbers by table'),
    optional(
      'newest_file_at',
      'TIMESTAMP',
      'Modification time of the newest file that the stage has ingested, in this run or before',
    ),
    optional(
      'lag_seconds',
      'DOUBLE',
      'Seconds from newest_file_at to ended_at; null: the stage read nothing, or did not succeed',
    ),
    required('recorded_at', 'TIMESTAMP', 'Time at which the row was written'),
  ],
});
