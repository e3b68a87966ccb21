import { defineTable, optional, required } from '../table';

/** Who does what only one may do at a time, also outside of jobs, which bound it themselves. */
export const jobLocks = defineTable({
  schema: 'ops',
  name: 'job_locks',
  comment: 'Which run does what only one run may do at a time',
  grain: 'one row per thing to do',
  key: ['name'],
  columns: [
    required('name', 'STRING', 'What only one run may do: maintenance'),
    optional('holder', 'STRING', 'The run that does it; null: none'),
    optional('taken_at', 'TIMESTAMP', 'When it began'),
    optional('expires_at', 'TIMESTAMP', 'When another run may do it although it did not say so'),
  ],
});
