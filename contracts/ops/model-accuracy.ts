import { defineTable, optional, required } from '../table';

/** The accuracy of predictions of closed deals. */
export const modelAccuracy = defineTable({
  schema: 'ops',
  name: 'model_accuracy',
  comment: 'Quality of the predictions of each model version, for the deals closed in each week',
  grain: 'one row per week of closing, scoring version, model version and kind of prediction',
  key: ['week', 'scoring_version', 'model_version', 'kind'],
  columns: [
    required('week', 'DATE', 'The Monday of the week in which the deals were closed'),
    required('scoring_version', 'STRING', 'The scorer and its version'),
    required('model_version', 'BIGINT', 'The model version that predicted'),
    required(
      'kind',
      'STRING',
      'forecast: the deals were open when they were scored; hindsight: closed, possibly in the training data',
    ),
    required('deal_count', 'BIGINT', 'Deals that were closed and have a prediction'),
    required('won_count', 'BIGINT', 'Won deals'),
    required('mean_probability', 'DOUBLE', 'Average of the predictions'),
    required('brier', 'DOUBLE', 'The mean squared error of the probabilities; 0 is perfect'),
    optional('auc', 'DOUBLE', 'Area under the ROC curve; null: all deals have one outcome'),
    required('updated_at', 'TIMESTAMP', 'Time at which the row was last computed'),
  ],
});
