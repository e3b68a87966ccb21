import { defineTable, optional, required } from '../table';

/** The number of records that satisfy and that violate each rule, by batch. */
export const qualityResults = defineTable({
  schema: 'ops',
  name: 'quality_results',
  comment: 'Records that kept and that broke each quality rule, by the batch they came in',
  grain: 'one row per batch of a stream and rule, by the version of the rule',
  key: ['stream_id', 'batch_id', 'target_table', 'rule', 'rule_version'],
  columns: [
    required('target_table', 'STRING', 'The table that the records were meant for'),
    required('rule', 'STRING', 'The rule'),
    required('rule_version', 'INT', 'The version of its predicate'),
    required('severity', 'STRING', 'What became of a record that broke it: fail, drop or warn'),
    required('message', 'STRING', 'What is wrong with a record that broke it'),
    required('passed', 'BIGINT', 'Records that kept the rule'),
    required('failed', 'BIGINT', 'Records that broke it'),
    required('stage', 'STRING', 'The stage of the job that checked: ingest_deals'),
    required(
      'stream_id',
      'STRING',
      'The stream, as its checkpoint names it, or the run of a replay',
    ),
    required('batch_id', 'BIGINT', 'The batch of the stream; tried again, it adds no row'),
    optional('job_run_id', 'STRING', 'The run of the job; null outside of one'),
    required('checked_at', 'TIMESTAMP', 'When the batch was checked'),
  ],
});
