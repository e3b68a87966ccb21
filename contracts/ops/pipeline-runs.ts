import { defineTable, optional, required } from '../table';

const TABLE_COUNTS =
  'ARRAY<STRUCT<table_name: STRING, read: BIGINT, quarantined: BIGINT, inserted: BIGINT, updated: BIGINT, deleted: BIGINT>>';

/** Stages of each run of a pipeline, with failed ones. */
export const pipelineRuns = defineTable({
  schema: 'ops',
  name: 'pipeline_runs',
  comment: 'How each stage of each run ended, what it moved, and how fresh its data is',
  grain: 'one row per run and stage, of the last attempt',
  key: ['run_id', 'stage'],
  columns: [
    required('run_id', 'STRING', 'The run of the job'),
    required('job_name', 'STRING', 'The job'),
    required('stage', 'STRING', 'The task of the job'),
    optional('feed', 'STRING', 'The feed whose documents the stage takes in'),
    required(
      'state',
      'STRING',
      'succeeded, failed, timedout, canceled, skipped: what it waits for did not succeed; running: of a continuous job',
    ),
    required('attempts', 'INT', 'How often the stage was tried; 0: it was skipped'),
    optional('error_class', 'STRING', 'Of a failed stage, the kind of error; never its text'),
    optional(
      'started_at',
      'TIMESTAMP',
      'When the last attempt began, or the latest batch of one that runs on; null: it was not told',
    ),
    optional(
      'ended_at',
      'TIMESTAMP',
      'When the last attempt, or that batch, ended; null: it was not told',
    ),
    optional('duration_seconds', 'DOUBLE', 'From started_at to ended_at'),
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
      'From newest_file_at to ended_at; null: the stage read nothing, or did not succeed',
    ),
    required('recorded_at', 'TIMESTAMP', 'When the row was written'),
  ],
});
