import { type ColumnContract, defineTable, optional, required } from '../table';

/** Behaviours and risk flags whose share of calls is a separate feature. */
const RATES: Readonly<Record<string, string>> = {
  uses_authority: 'the rep appeals to an authority',
  uses_call_to_action: 'the rep calls to act',
  uses_commitment: 'the rep builds on what was said before',
  uses_emotion: 'the rep appeals to feelings',
  uses_exchange: 'the rep offers something in return',
  uses_framing: 'the rep puts things in another light',
  uses_norms_and_values: 'the rep appeals to norms and values',
  uses_rational_appeal: 'the rep argues with facts',
  uses_social_influence: 'the rep points to what others do',
  uses_urgency: 'the rep says that time is short',
  uses_pressure: 'the rep presses',
  prospect_disengaged: 'the prospect has lost interest',
};

/** Scores whose average is a separate feature. */
const AVERAGES: Readonly<Record<string, string>> = {
  persuasive_turn_pct: "the share of the rep's turns that persuade, in percent",
  prospect_interest: 'the interest of the prospect, from 0 to 100',
  prospect_sentiment: 'the sentiment of the prospect',
};

/** The columns that a model learns from: every DOUBLE of the table, and only those. */
const features: readonly ColumnContract[] = [
  required('conversation_count', 'DOUBLE', 'Calls about the deal'),
  required('scored_conversation_count', 'DOUBLE', 'Calls that the version scored'),
  required('turn_count', 'DOUBLE', 'Turns of all the calls'),
  optional('rep_turn_share', 'DOUBLE', 'Share of turns of the rep, from 0 to 1'),
  required('score_count', 'DOUBLE', 'Signals that are scores'),
  required('behaviour_count', 'DOUBLE', 'Signals about behaviours'),
  required('label_count', 'DOUBLE', 'Signals that are labels'),
  required('risk_flag_count', 'DOUBLE', 'Signals about risk flags'),
  optional('avg_confidence', 'DOUBLE', 'Average confidence of the signals that have one'),
  optional('behaviour_rate', 'DOUBLE', 'Share of behaviours that occurred, from 0 to 1'),
  optional('risk_flag_rate', 'DOUBLE', 'The share of risk flags that are raised, from 0 to 1'),
  ...Object.entries(AVERAGES).map(([name, what]) =>
    optional(`${name}_avg`, 'DOUBLE', `Average over the calls: ${what}`),
  ),
  ...Object.entries(RATES).map(([name, what]) =>
    optional(`${name}_rate`, 'DOUBLE', `The share of calls, from 0 to 1, in which ${what}`),
  ),
];

/**
 * What is known of a deal up to its cut-off, whenever it was scored: a feature table, by its key.
 * The outcome is not in it, nor what the closing turns say of it (sql/gold/closing_signals.sql).
 */
export const dealFeatures = defineTable({
  schema: 'gold',
  name: 'deal_features',
  comment: 'Features of the deal-outcome model: calls up to the cut-off, by deal',
  grain: 'one row per deal and scoring version',
  key: ['deal_id', 'scoring_version'],
  isFeatureTable: true,
  runColumns: ['updated_at'],
  columns: [
    required('deal_id', 'STRING', 'The deal'),
    required('scoring_version', 'STRING', 'The scorer and its version'),
    optional('rep_id', 'STRING', 'The owner of the deal'),
    required(
      'features_cut_off',
      'TIMESTAMP',
      'Time of the last call that counts: the closing of the deal, or the latest call of an open deal',
    ),
    ...features,
    required('updated_at', 'TIMESTAMP', 'Time at which a refresh last changed the row'),
  ],
});
