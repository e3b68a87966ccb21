import {
  casts,
  castsIfPresent,
  deletionDated,
  exactId,
  MALFORMED,
  notFuture,
  oneContent,
  present,
  refersTo,
  unmistakable,
  warning,
  wellFormed,
  wholeIfPresent,
  withinIfPresent,
} from '../rules';
import { defineTable, optional, required, type RuleContract } from '../table';

/** The column with the violated rules of a mapping, and the paths of the fields; null: none. */
const MAPPING_ERRORS = 'mapping_errors';

const LONGEST_INT = 2147483647;

/** Without text nothing can be scored, but the call took place, and its signals may be sound. */
const transcriptPresent: RuleContract = {
  name: 'transcript_present',
  severity: 'warn',
  message: 'transcript has no turn with text',
  expression: "exists(transcript, turn -> trim(turn.text) <> '')",
  columns: ['transcript'],
  version: 1,
};

/** An evaluation that was taken back has to say of which version, and as of when. */
const deletedEvaluationsDated: RuleContract = {
  name: 'deleted_evaluations_dated',
  severity: 'drop',
  message: 'a deleted evaluation has no scoring_version, or no scored_at that is past',
  expression:
    'coalesce(forall(evaluations, e -> not coalesce(try_cast(e.deleted as boolean), false) ' +
    "or (coalesce(trim(e.scoring_version), '') <> '' " +
    'and coalesce(try_cast(e.scored_at as timestamp) ' +
    '<= ingested_at + make_dt_interval(0, 0, :clock_skew_minutes), false))), true)',
  columns: ['evaluations', 'ingested_at'],
  version: 1,
};

/**
 * One call_id is one call: of one source system and source_call_id, at about one time. What another
 * call says under the id must not overwrite it. notebooks/lakehouse/ingest/call_identity.py finds out which
 * documents are of another call than the one that holds the id.
 */
const callIdOfOneCall: RuleContract = {
  name: 'call_id_of_one_call',
  severity: 'drop',
  message:
    'another call holds this call_id: of another source_system or source_call_id, or more than 24 hours apart',
  expression: 'not is_other_call',
  columns: ['is_other_call'],
  version: 1,
};

/** The mapping of a vendor's document gives a call; its errors are listed beside this rule. */
const documentMapped: RuleContract = {
  name: 'document_mapped',
  severity: 'drop',
  message: 'the mapping of the vendor finds no call in the document',
  expression: `${MAPPING_ERRORS} is null`,
  columns: [MAPPING_ERRORS],
  version: 1,
};

/** Of two mentions the later one stands: that the earlier one does not has to be seen. */
const signalsNamedOnce: RuleContract = {
  name: 'signals_named_once',
  severity: 'warn',
  message: 'an evaluation names a signal more than once',
  expression:
    'coalesce(forall(evaluations, e -> ' +
    'size(array_distinct(e.signals.signal_name)) = size(e.signals)), true)',
  columns: ['evaluations'],
  version: 1,
};

/**
 * One row per call. `updated_at` is when the source last said something about the call:
 * `coalesce(call.updated_at, max(evaluations.scored_at), call_timestamp)`. The document with the
 * latest one wins, ties going to the greater `payload_sha256`, so that any order of arrival
 * gives the same row.
 */
export const conversations = defineTable({
  schema: 'silver',
  name: 'conversations',
  comment: 'Calls with participants and transcript; the latest version of each',
  grain: 'one row per call',
  key: ['call_id'],
  // a redacted document has the parts in itself
  runColumns: ['parts_sha256'],
  columns: [
    required('call_id', 'STRING', 'The call, as its source system names it', {
      landedIn: 'call',
      isId: true,
    }),
    required('call_timestamp', 'TIMESTAMP', 'Time at which the call began', { landedIn: 'call' }),
    required('source_system', 'STRING', 'The system that recorded the call', {
      landedIn: 'document',
      isId: true,
    }),
    optional('source_call_id', 'STRING', 'The id of the call within its source system', {
      landedIn: 'call',
      isId: true,
    }),
    optional('source_flag', 'STRING', 'A remark of the source system on the call', {
      landedIn: 'call',
    }),
    optional('schema_version', 'STRING', 'The version of the document format', {
      landedIn: 'document',
    }),
    optional('channel', 'STRING', 'Medium of the call: phone, video, chat', {
      landedIn: 'call',
    }),
    optional('language', 'STRING', 'The language of the transcript, by ISO 639-1', {
      landedIn: 'call',
    }),
    optional('title', 'STRING', 'The title that the source system gives the call', {
      landedIn: 'call',
      pii: 'text',
    }),
    optional('duration_seconds', 'INT', 'Duration of the call in seconds', { landedIn: 'call' }),
    required('rep_id', 'STRING', 'The rep of the call', { landedIn: 'call', isId: true }),
    optional('account_id', 'STRING', 'The account of the call', {
      landedIn: 'call',
      isId: true,
    }),
    optional('deal_id', 'STRING', 'The deal of the call', { landedIn: 'call', isId: true }),
    optional(
      'participants',
      'ARRAY<STRUCT<participant_id: STRING, name: STRING, email: STRING, role: STRING>>',
      'Participants of the call',
      { landedIn: 'call', pii: { name: 'name', email: 'email' } },
    ),
    optional(
      'transcript',
      'ARRAY<STRUCT<turn_index: INT, speaker_id: STRING, role: STRING, text: STRING>>',
      'Turns in their order',
      { landedIn: 'call', pii: { text: 'text' } },
    ),
    optional('transcript_text', 'STRING', 'The turns as one text, one on each line', {
      pii: 'text',
    }),
    required('turn_count', 'INT', 'Turns of the transcript'),
    required('rep_turn_count', 'INT', 'Turns of the rep'),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
    optional(
      'parts_sha256',
      'STRING',
      'SHA-256 of the documents that are joined to the payload, of vendors; settles ties',
    ),
    required('source_file', 'STRING', 'The file the row was read from'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
    required(
      'updated_at',
      'TIMESTAMP',
      'Time of the latest document, evaluation or change of the call',
    ),
  ],
  layoutColumns: ['call_id', 'call_timestamp'],
  properties: { 'delta.enableChangeDataFeed': 'true' },
  candidateColumns: [MALFORMED, MAPPING_ERRORS, 'evaluations', 'deleted', 'is_other_call'],
  rules: [
    documentMapped,
    wellFormed(),
    present('call_id'),
    present('source_system'),
    present('rep_id'),
    casts('call_timestamp', 'TIMESTAMP'),
    withinIfPresent('duration_seconds', 0, LONGEST_INT),
    wholeIfPresent('duration_seconds'),
    notFuture('call_timestamp'),
    notFuture('updated_at'),
    // the call's other times stand in for it
    warning(castsIfPresent('updated_at', 'TIMESTAMP')),
    transcriptPresent,
    signalsNamedOnce,
    castsIfPresent('deleted', 'BOOLEAN'),
    deletedEvaluationsDated,
    callIdOfOneCall,
    exactId('call_id'),
    exactId('rep_id'),
    exactId('deal_id'),
    unmistakable('call_id'),
    unmistakable('rep_id'),
  ],
  deletionRules: [wellFormed(), present('call_id'), notFuture('updated_at'), deletionDated()],
  setRules: [
    ...oneContent('call_id'),
    refersTo('rep_id', 'silver.reps'),
    refersTo('deal_id', 'silver.deals'),
  ],
});
