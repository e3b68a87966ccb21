import { defineTable, optional, required } from '../table';

/** Differences from the declared governance that each run of the governance job found. */
export const governanceReport = defineTable({
  schema: 'ops',
  name: 'governance_report',
  comment: 'What the governance job found to differ from what is declared',
  grain: 'one row per run and difference',
  columns: [
    required('reported_at', 'TIMESTAMP', 'When the run wrote the row'),
    required('securable', 'STRING', 'The table, view or function'),
    required('property', 'STRING', 'What of it differed: definition, or a constraint by name'),
    optional('expected', 'STRING', 'What is declared; null: it should not be there'),
    optional('found', 'STRING', 'What was there instead; null: nothing'),
    required('outcome', 'STRING', 'repaired, or why it could not be'),
  ],
});
