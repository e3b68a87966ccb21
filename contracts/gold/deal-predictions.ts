import { defineTable, optional, required } from '../table';

/**
 * The predicted win probability of deals, by model version. The predictions of a closed deal stay:
 * joined with silver.deals, they show the quality of a model.
 */
export const dealPredictions = defineTable({
  schema: 'gold',
  name: 'deal_predictions',
  comment: 'How likely a deal is to be won, as each version of the model that scored it says',
  grain: 'one row per deal, scoring version and model version',
  key: ['deal_id', 'scoring_version', 'model_version'],
  columns: [
    required('deal_id', 'STRING', 'The deal'),
    required('scoring_version', 'STRING', 'The scorer whose signals the features are made of'),
    required('model_version', 'BIGINT', 'The version of the registered model'),
    required('win_probability', 'DOUBLE', 'How likely the deal is to be won, from 0 to 1'),
    required('outcome_then', 'STRING', 'How the deal stood when it was scored: won, lost, open'),
    required('features_cut_off', 'TIMESTAMP', 'Until when calls counted in the features'),
    required('features_updated_at', 'TIMESTAMP', 'The row of gold.deal_features that was scored'),
    required('model_name', 'STRING', 'The registered model'),
    optional('training_run_id', 'STRING', 'The MLflow run that made the model version'),
    required('predicted_at', 'TIMESTAMP', 'When the row was scored'),
  ],
});
