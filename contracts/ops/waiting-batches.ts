import { defineTable, required } from '../table';

/** Batches that landed in bronze and could not be merged: the next run merges them first. */
export const waitingBatches = defineTable({
  schema: 'ops',
  name: 'waiting_batches',
  comment: 'Batches of documents in bronze that are not merged into silver yet',
  grain: 'one row per feed and batch of its stream',
  key: ['feed', 'stream_id', 'batch_id'],
  columns: [
    required('feed', 'STRING', 'The feed'),
    required('stream_id', 'STRING', 'The stream that landed the batch, as its checkpoint names it'),
    required('batch_id', 'BIGINT', 'The number of the batch in the stream'),
    required('ingested_at', 'TIMESTAMP', 'The time of its documents in bronze'),
    required('error_class', 'STRING', 'Kind of the error of the merge, without its text'),
    required('waiting_since', 'TIMESTAMP', 'Time of the first failure of the merge'),
  ],
});
