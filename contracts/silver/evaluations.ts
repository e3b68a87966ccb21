import {
  casts,
  castsIfPresent,
  exactId,
  MALFORMED,
  notFuture,
  present,
  refersTo,
  unmistakable,
  wellFormed,
} from '../rules';
import { defineTable, optional, required, type RuleContract } from '../table';

/** Of two mentions the later one stands: that the earlier one does not has to be seen. */
const signalsNamedOnce: RuleContract = {
  name: 'signals_named_once',
  severity: 'warn',
  message: 'the evaluation names a signal more than once',
  expression:
    'coalesce(size(array_distinct(signals.signal_name)) = size(signals.signal_name), true)',
  columns: ['signals'],
  version: 1,
};

/** The rules of an evaluation and of its deletion, which is as of the time of the evaluation. */
const known: readonly RuleContract[] = [
  wellFormed(),
  present('call_id'),
  present('scoring_version'),
  casts('scored_at', 'TIMESTAMP'),
  notFuture('scored_at'),
];

/**
 * Evaluations that a scoring service sends apart from calls. The table has no signals: a merge reads
 * them from bronze, when the evaluation or its call arrives, and writes them to
 * silver.conversation_signals. An evaluation whose call is not in silver waits.
 */
export const evaluations = defineTable({
  schema: 'silver',
  name: 'evaluations',
  comment: 'Evaluations of the scoring service, and the calls that they wait for',
  grain: 'one row per content of an evaluation document that keeps the rules and is no deletion',
  key: ['payload_sha256'],
  columns: [
    required('call_id', 'STRING', 'The call that was scored', { landedIn: 'document', isId: true }),
    required('scoring_version', 'STRING', 'The scorer and its version', {
      landedIn: 'document',
      isId: true,
    }),
    required('scored_at', 'TIMESTAMP', 'Time of the evaluation', { landedIn: 'document' }),
    optional('run_id', 'STRING', 'The evaluation run', { landedIn: 'document' }),
    optional('kit_code', 'STRING', 'The kit of questions that was applied', {
      landedIn: 'document',
    }),
    optional('kit_version_id', 'STRING', 'The version of that kit', { landedIn: 'document' }),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload'),
    required('source_file', 'STRING', 'The first file by name that has the content'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
  ],
  layoutColumns: ['call_id'],
  candidateColumns: [MALFORMED, 'deleted', 'signals'],
  rules: [
    ...known,
    castsIfPresent('deleted', 'BOOLEAN'),
    signalsNamedOnce,
    exactId('call_id'),
    unmistakable('call_id'),
  ],
  deletionRules: known,
  setRules: [refersTo('call_id', 'silver.conversations')],
});
