import { defineTable, optional, required } from '../table';

/**
 * The predicted win probability of deals, by model version. The predictions of a closed deal stay:
 * joined with silver.deals, they show the quality of a model.
 */
export const dealPredictions = defineTable({
  schema: 'gold',
  name: 'deal_predictions',
  comment: 'Probability that a deal is won, by model version',
  grain: 'one row per deal, scoring version and model version',
  key: ['deal_id', 'scoring_version', 'model_version'],
  columns: [
    required('deal_id', 'STRING', 'The deal'),
    required('scoring_version', 'STRING', 'The scorer of the signals in the features'),
    required('model_version', 'BIGINT', 'The version of the registered model'),
    required('win_probability', 'DOUBLE', 'Probability that the deal is won, from 0 to 1'),
    required(
      'outcome_then',
      'STRING',
      'Outcome of the deal at the time of the prediction: won, lost, open',
    ),
    required('features_cut_off', 'TIMESTAMP', 'Time of the last call that counts in the features'),
    required('features_updated_at', 'TIMESTAMP', 'The row of gold.deal_features that was scored'),
    required('model_name', 'STRING', 'The registered model'),
    optional('training_run_id', 'STRING', 'The MLflow run of the training'),
    required('predicted_at', 'TIMESTAMP', 'Time at which the row was scored'),
  ],
});
