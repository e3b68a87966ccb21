import { defineTable, optional, required } from '../table';

/** Erasures of text and of people: what was searched, changed and verified; no personal data. */
export const erasures = defineTable({
  schema: 'ops',
  name: 'erasures',
  comment: 'Erasures of text or of a person, with their extent',
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
    required('began_at', 'TIMESTAMP', 'Start of the last run of the erasure'),
    optional('completed_at', 'TIMESTAMP', 'Time of the verification; null: not complete'),
    optional(
      'tables',
      'ARRAY<STRUCT<table_name: STRING, rows: BIGINT>>',
      'Number of changed and deleted rows, by table',
    ),
    optional('files_removed', 'BIGINT', 'Files of the landing zone that were removed'),
    optional(
      'old_versions_until',
      'TIMESTAMP',
      'Time from which VACUUM can remove the files of all earlier versions; null: they are removed',
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
    optional('verified_at', 'TIMESTAMP', 'Time at which tables and files were verified'),
    optional('executed_by', 'STRING', 'The principal that executed it'),
    optional('job_run_id', 'STRING', 'The job run that executed it'),
    optional(
      'text_before',
      'TIMESTAMP',
      'For kind retention: calls that began before this time have no text',
    ),
  ],
});
