import { defineTable, optional, required } from '../table';

/** Locks for work that must not run concurrently, in one job or in several. */
export const jobLocks = defineTable({
  schema: 'ops',
  name: 'job_locks',
  comment: 'Locks for work that must not run concurrently',
  grain: 'one row per lock',
  key: ['name'],
  columns: [
    required('name', 'STRING', 'The lock: maintenance, writes'),
    optional('holder', 'STRING', 'The job or run that holds it; null: none'),
    optional('taken_at', 'TIMESTAMP', 'Time at which the holder took it'),
    optional('expires_at', 'TIMESTAMP', 'Time after which another holder may take it'),
    optional('stages', 'ARRAY<STRING>', 'Stages of the holder that run under it'),
  ],
});
