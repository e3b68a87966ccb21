import { conversationsRaw } from '../bronze/conversations-raw';
import type { FeedContract } from '../feed';

const PARTICIPANT = 'STRUCT<participant_id: STRING, name: STRING, email: STRING, role: STRING>';
const TURN = 'STRUCT<turn_index: INT, speaker_id: STRING, role: STRING, text: STRING>';
const CALL =
  'STRUCT<call_id: STRING, source_call_id: STRING, source_flag: STRING, channel: STRING, ' +
  'language: STRING, title: STRING, call_timestamp: TIMESTAMP, duration_seconds: INT, ' +
  'rep_id: STRING, account_id: STRING, deal_id: STRING, updated_at: TIMESTAMP, ' +
  `participants: ARRAY<${PARTICIPANT}>, transcript: ARRAY<${TURN}>>`;
/** `value` is a number, a boolean or a text, by `signal_type`. */
const SIGNAL =
  'STRUCT<signal_name: STRING, signal_type: STRING, value: VARIANT, confidence: DOUBLE, ' +
  'reason: STRING, evidence: ARRAY<STRING>>';
const EVALUATION =
  'STRUCT<run_id: STRING, status: STRING, kit_code: STRING, kit_version_id: STRING, ' +
  `scoring_version: STRING, scored_at: TIMESTAMP, signals: ARRAY<${SIGNAL}>>`;

/** One JSON file per call: the call, and the signals that evaluations found in it. */
export const conversationsFeed: FeedContract = {
  name: 'conversations',
  comment: 'One document per call, with its transcript and evaluations',
  path: 'conversations',
  fileNamePattern: '*.json',
  wholeFile: true,
  bronzeTable: conversationsRaw,
  document: [
    { name: 'schema_version', type: 'STRING', comment: 'The version of the document format' },
    { name: 'source_system', type: 'STRING', comment: 'The system that recorded the call' },
    { name: 'call', type: CALL, comment: 'The call itself' },
    { name: 'evaluations', type: `ARRAY<${EVALUATION}>`, comment: 'What scorers found in it' },
  ],
};
