import { defineTable, optional, required } from '../table';

/** Erasures of text and of people: what was searched, changed and verified; no personal data. */
export const erasures = defineTable({
  schema: 'ops',
  name: 'erasures',
  comment: 'Runs that took text or a person out of the tables, and how much of them',
  grain: 'one row per erasure',
  key: ['erasure_id'],
  columns: [
    required('erasure_id', 'STRING', 'The erasure'),
    required('kind', 'STRING', 'retention: text past its age; forget: a person'),
    optional(
      'subject_sha256',
      'STRING',
      'Null. Earlier releases stored the SHA-256 of the id or address; the next erasure removes it',
    ),
    required('began_at', 'TIMESTAMP', 'When the last run of it began'),
    optional('completed_at', 'TIMESTAMP', 'When all was verified; null: it is not complete'),
    optional(
      'tables',
      'ARRAY<STRUCT<table_name: STRING, rows: BIGINT>>',
      'How many rows changed or were deleted, by table',
    ),
    optional('files_removed', 'BIGINT', 'Files of the landing zone that were removed'),
    optional(
      'old_versions_until',
      'TIMESTAMP',
      'When VACUUM may remove the last file of a version before it; null: it has removed them',
    ),
    optional(
      'known_as',
      'ARRAY<STRUCT<kind: STRING, fingerprint: STRING>>',
      'Ids, addresses and names that were erased, as keyed hashes (HMAC-SHA-256)',
    ),
    optional(
      'searched',
      'ARRAY<STRUCT<table_name: STRING, rows: BIGINT, matched: BIGINT, version: BIGINT>>',
      'Rows searched and matched, and the first version without the person, by table',
    ),
    optional('files_searched', 'BIGINT', 'Files of the landing zone that were opened'),
    optional('files_rewritten', 'BIGINT', 'Files of many records in which lines were redacted'),
    optional('verified_at', 'TIMESTAMP', 'When tables and files were verified'),
    optional('executed_by', 'STRING', 'The principal that executed it'),
    optional('job_run_id', 'STRING', 'The job run that executed it'),
    optional('text_before', 'TIMESTAMP', 'Of a retention: calls that began before have no text'),
  ],
});
