import { defineTable, required } from '../table';

/**
 * The latest deletion of each entity. A record that is older than the deletion of its entity does not
 * enter silver, however late it arrives. A newer one does.
 */
export const deletions = defineTable({
  schema: 'silver',
  name: 'deletions',
  comment: 'Calls, evaluations, deals and reps that their sources deleted, with the time',
  grain: 'one row per deleted record, or evaluation of a call',
  key: ['target_table', 'record_id', 'scoring_version'],
  columns: [
    required('target_table', 'STRING', 'The table that the record was in'),
    required('record_id', 'STRING', 'The call, deal or rep'),
    required(
      'scoring_version',
      'STRING',
      'The scorer of a deleted evaluation of the call; empty for a deleted record',
    ),
    required(
      'deleted_at',
      'TIMESTAMP',
      'Time of the deletion: records that are not newer are void',
    ),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
    required('source_file', 'STRING', 'The file the row was read from'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
  ],
});
