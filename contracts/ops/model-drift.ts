import { defineTable, optional, required } from '../table';

/** The drift of the inputs and predictions of the model from the weeks before. */
export const modelDrift = defineTable({
  schema: 'ops',
  name: 'model_drift',
  comment: 'Drift of features and predictions, by week',
  grain: 'one row per week of cut-offs, scoring version, measure and model version',
  key: ['week', 'scoring_version', 'measure', 'model_version'],
  columns: [
    required('week', 'DATE', 'The Monday of the week in which the cut-offs of the deals are'),
    required('scoring_version', 'STRING', 'The scorer and its version'),
    required('measure', 'STRING', 'A feature of gold.deal_features, or win_probability'),
    required('model_version', 'BIGINT', 'The model version that predicted; 0 for a feature'),
    required('deal_count', 'BIGINT', 'Deals of the week'),
    required('known_count', 'BIGINT', 'Deals with a value'),
    optional('mean_value', 'DOUBLE', 'The average of the values'),
    required('reference_count', 'BIGINT', 'Deals of the earlier weeks in the comparison'),
    optional('reference_mean', 'DOUBLE', 'The average of their values'),
    optional(
      'psi',
      'DOUBLE',
      'Population stability index against the earlier weeks: drift above 0.2; null: no earlier deals',
    ),
    required('updated_at', 'TIMESTAMP', 'Time at which the row was last computed'),
  ],
});
