import { defineTable, optional, required } from '../table';

/** The monthly scores of each rep, beside those of the rep's team. */
export const repMonthlyScores = defineTable({
  schema: 'gold',
  name: 'rep_monthly_scores',
  comment: 'Signals by rep and month, with the distance from the average of the team',
  grain: 'one row per rep, month, signal and scoring version',
  key: ['rep_id', 'month', 'signal_name', 'scoring_version'],
  runColumns: ['updated_at'],
  columns: [
    required('rep_id', 'STRING', 'The rep'),
    required('month', 'DATE', 'The first day of the month of the calls'),
    required('signal_name', 'STRING', 'Name of the signal'),
    required('scoring_version', 'STRING', 'The scorer and its version'),
    required('signal_type', 'STRING', 'The kind of signal'),
    optional('team_id', 'STRING', 'The team of the rep'),
    required('conversation_count', 'BIGINT', 'Calls with the signal'),
    optional('avg_value', 'DOUBLE', 'Average value; booleans count 0 and 1, labels have none'),
    optional('avg_confidence', 'DOUBLE', 'Average confidence of signals that have one'),
    required('low_confidence_count', 'BIGINT', 'Signals with a confidence below 0.5'),
    optional('cohort_avg_value', 'DOUBLE', 'Average value over all calls of the team that month'),
    optional('distance_from_cohort', 'DOUBLE', 'avg_value less cohort_avg_value'),
    required('updated_at', 'TIMESTAMP', 'Time at which the row was last computed'),
  ],
});
