import { conversationsRaw } from '../bronze/conversations-raw';
import { DELETED, landedFields, listOf, object } from '../document';
import type { FeedContract } from '../feed';
import { conversationSignals } from '../silver/conversation-signals';
import { conversations } from '../silver/conversations';
import { EVALUATION_RESULT } from './signals';

const evaluations = listOf('evaluations', 'Results of scorers for the call', [
  ...landedFields(conversationSignals, 'evaluation'),
  ...EVALUATION_RESULT,
]);

const call = object('call', 'The call itself', [
  ...landedFields(conversations, 'call'),
  {
    name: 'updated_at',
    type: 'TIMESTAMP',
    comment: 'Time of the last change of the call in its source',
  },
  DELETED,
]);

/** One JSON file per call: the call, and the signals that evaluations found in it. */
export const conversationsFeed: FeedContract = {
  name: 'conversations',
  comment: 'One document per call, with its transcript and evaluations',
  path: 'conversations',
  fileNamePattern: '*.json',
  wholeFile: true,
  bronzeTable: conversationsRaw,
  document: [...landedFields(conversations, 'document'), call, evaluations],
};
