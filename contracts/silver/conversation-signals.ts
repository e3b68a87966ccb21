import { casts, notFuture, oneOf, present, unpadded, withinIfPresent } from '../rules';
import { defineTable, optional, required, type RuleContract } from '../table';

/** The kinds of signal; each has its value in one of the three value columns. */
const SIGNAL_TYPES = ['score', 'behaviour', 'label', 'risk_flag'] as const;

/** `value` is the landed value as JSON; the three columns hold it by its JSON kind. */
const valueFitsType: RuleContract = {
  name: 'value_fits_type',
  severity: 'drop',
  message: 'value is not of the kind that signal_type asks for',
  expression:
    'value is null or case signal_type' +
    " when 'score' then abs(value_number) <= 1.7976931348623157E308" +
    " when 'label' then value_string is not null" +
    " when 'behaviour' then value_boolean is not null" +
    " when 'risk_flag' then value_boolean is not null" +
    // of a type that is not known, signal_type_known says so
    ' else true end',
  columns: ['value', 'signal_type'],
  version: 1,
};

/** One row per signal of one evaluation; scoring versions stand side by side. */
export const conversationSignals = defineTable({
  schema: 'silver',
  name: 'conversation_signals',
  comment: 'Signals scored on calls; the latest evaluation of each scoring version',
  grain: 'one row per call, signal and scoring version',
  key: ['signal_id'],
  runColumns: ['updated_at'],
  columns: [
    required('signal_id', 'STRING', 'SHA-256 of call_id, signal_name and scoring_version'),
    required('call_id', 'STRING', 'The call that was scored'),
    required('call_timestamp', 'TIMESTAMP', 'Time at which the call began'),
    required('rep_id', 'STRING', 'The rep of the call'),
    optional('deal_id', 'STRING', 'The deal of the call'),
    required('signal_name', 'STRING', 'Name of the signal', { landedIn: 'signal' }),
    required('signal_type', 'STRING', `The kind of signal: ${SIGNAL_TYPES.join(', ')}`, {
      landedIn: 'signal',
    }),
    optional('value_number', 'DOUBLE', 'The value of a score'),
    optional('value_boolean', 'BOOLEAN', 'The value of a behaviour or risk flag'),
    optional('value_string', 'STRING', 'The value of a label'),
    optional('confidence', 'DOUBLE', 'Confidence of the scorer, from 0 to 1', {
      landedIn: 'signal',
    }),
    optional('reason', 'STRING', 'Reason of the scorer', { landedIn: 'signal', pii: 'text' }),
    optional('evidence', 'ARRAY<STRING>', 'Quotes of turns that support the value', {
      landedIn: 'signal',
      pii: 'text',
    }),
    required('scoring_version', 'STRING', 'The scorer and its version', {
      landedIn: 'evaluation',
      isId: true,
    }),
    optional('run_id', 'STRING', 'The evaluation run', { landedIn: 'evaluation' }),
    optional('kit_code', 'STRING', 'The kit of questions that was applied', {
      landedIn: 'evaluation',
    }),
    optional('kit_version_id', 'STRING', 'The version of that kit', { landedIn: 'evaluation' }),
    required('scored_at', 'TIMESTAMP', 'Time of the evaluation; the latest one wins', {
      landedIn: 'evaluation',
    }),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
    required('source_file', 'STRING', 'The file the row was read from'),
    optional(
      'call_updated_at',
      'TIMESTAMP',
      'Time of the latest document about the call, when the evaluation arrived',
    ),
    required('updated_at', 'TIMESTAMP', 'Time at which a merge last wrote the row'),
  ],
  layoutColumns: ['call_id', 'call_timestamp'],
  properties: { 'delta.enableChangeDataFeed': 'true' },
  candidateColumns: ['value', 'ingested_at'],
  rules: [
    present('call_id'),
    present('rep_id'),
    present('signal_name'),
    unpadded('signal_name'),
    present('scoring_version'),
    casts('call_timestamp', 'TIMESTAMP'),
    casts('scored_at', 'TIMESTAMP'),
    oneOf('signal_type', SIGNAL_TYPES),
    withinIfPresent('confidence', 0, 1),
    valueFitsType,
    notFuture('scored_at'),
  ],
});
