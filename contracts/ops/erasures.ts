import { defineTable, optional, required } from '../table';

/** What was taken out of the tables for good, and when: without whom it was about. */
export const erasures = defineTable({
  schema: 'ops',
  name: 'erasures',
  comment: 'Runs that took text or a person out of the tables, and how much of them',
  grain: 'one row per erasure',
  key: ['erasure_id'],
  columns: [
    required('erasure_id', 'STRING', 'The erasure; of a person, what stands where an id stood'),
    required('kind', 'STRING', 'retention: text past its age; forget: a person'),
    optional(
      'subject_sha256',
      'STRING',
      'SHA-256 of the id or address that was to be forgotten, so that a second run finds the first',
    ),
    required('began_at', 'TIMESTAMP', 'When it began'),
    optional('completed_at', 'TIMESTAMP', 'When all was done; null: it was cut short'),
    optional(
      'tables',
      'ARRAY<STRUCT<table_name: STRING, rows: BIGINT>>',
      'How many rows changed or went, by table',
    ),
    optional('files_removed', 'BIGINT', 'Files of the landing zone that were removed'),
    optional(
      'old_versions_until',
      'TIMESTAMP',
      'When VACUUM may remove the last file of a version before it; null: it has removed them',
    ),
  ],
});
