import { defineTable, optional, required } from '../table';

/** Rejected records: nothing that landed is lost, and each row says which rules it broke. */
export const quarantine = defineTable({
  schema: 'silver',
  name: 'quarantine',
  comment: 'Records that violate a quality rule, with the rules and the payload',
  grain: 'one row per rejected record',
  key: ['quarantine_id'],
  runColumns: ['rule_set', 'quarantined_at', 'resolved_at'],
  columns: [
    required(
      'quarantine_id',
      'STRING',
      'SHA-256 of target_table, payload and source_file, so that a repeated run adds no row',
    ),
    required('target_table', 'STRING', 'The table that the record was meant for'),
    required(
      'errors',
      'ARRAY<STRUCT<rule: STRING, message: STRING, columns: ARRAY<STRING>>>',
      'The violated rules',
    ),
    required('rule_set', 'STRING', 'The rules that were applied, each with its version'),
    required('payload', 'STRING', 'The record as received', { pii: 'text' }),
    optional(
      'payload_sha256',
      'STRING',
      'SHA-256 of the bronze payload: of the record, or of the document that the signal was in',
    ),
    required('source_file', 'STRING', 'The file the record was read from'),
    optional('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
    required('quarantined_at', 'TIMESTAMP', 'Time at which the record was rejected'),
    optional(
      'resolved_at',
      'TIMESTAMP',
      'Time at which the record was ingested, or was no longer rejected',
    ),
  ],
});
