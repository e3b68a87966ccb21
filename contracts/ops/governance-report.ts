import { defineTable, optional, required } from '../table';

/** Differences from the declared governance that each run of the governance job found. */
export const governanceReport = defineTable({
  schema: 'ops',
  name: 'governance_report',
  comment: 'Differences from the declarations, by run of the governance job',
  grain: 'one row per run and difference',
  columns: [
    required('reported_at', 'TIMESTAMP', 'Time at which the run wrote the row'),
    required('securable', 'STRING', 'The table, view or function'),
    required(
      'property',
      'STRING',
      'The property that differs: definition, or the name of a constraint',
    ),
    optional('expected', 'STRING', 'Declared value; null: not declared'),
    optional('found', 'STRING', 'Found value; null: none'),
    required('outcome', 'STRING', 'repaired, or the reason why not'),
  ],
});
