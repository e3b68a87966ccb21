import { DELETED, type DocumentField, landedFields, listOf } from '../document';
import { conversationSignals } from '../silver/conversation-signals';

const signals = listOf('signals', 'Signals that the scorer found', [
  ...landedFields(conversationSignals, 'signal'),
  { name: 'value', type: 'VARIANT', comment: 'A number, a boolean or a text, by signal_type' },
]);

/** The fields of an evaluation beside those that name it: its outcome, and its signals. */
export const EVALUATION_RESULT: readonly DocumentField[] = [
  { name: 'status', type: 'STRING', comment: 'Outcome of the evaluation' },
  DELETED,
  signals,
];
