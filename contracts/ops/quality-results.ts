import { defineTable, optional, required } from '../table';

/** The number of records that satisfy and that violate each rule, by batch. */
export const qualityResults = defineTable({
  schema: 'ops',
  name: 'quality_results',
  comment: 'Records that pass and that violate each quality rule, by batch',
  grain: 'one row per batch of a stream and rule, by the version of the rule',
  key: ['stream_id', 'batch_id', 'target_table', 'rule', 'rule_version'],
  columns: [
    required('target_table', 'STRING', 'The table that the records were meant for'),
    required('rule', 'STRING', 'The rule'),
    required('rule_version', 'INT', 'The version of its predicate'),
    required('severity', 'STRING', 'Consequence of a violation: fail, drop or warn'),
    required('message', 'STRING', 'Message of the rule'),
    required('passed', 'BIGINT', 'Records that pass the rule'),
    required('failed', 'BIGINT', 'Records that violate the rule'),
    required('stage', 'STRING', 'The stage of the job that checked: ingest_deals'),
    required(
      'stream_id',
      'STRING',
      'The stream, as its checkpoint names it, or the run of a replay',
    ),
    required('batch_id', 'BIGINT', 'The batch of the stream; a repeated batch adds no row'),
    optional('job_run_id', 'STRING', 'The run of the job; null outside of one'),
    required('checked_at', 'TIMESTAMP', 'Time at which the batch was checked'),
  ],
});
