import { evaluationsRaw } from '../bronze/evaluations-raw';
import { landedFields } from '../document';
import type { FeedContract } from '../feed';
import { evaluations } from '../silver/evaluations';
import { EVALUATION_RESULT } from './signals';

/**
 * JSON lines, an evaluation each, of a scoring service that does not send the call. A `.json` file is
 * read line by line as well.
 */
export const evaluationsFeed: FeedContract = {
  name: 'evaluations',
  comment: 'One document per evaluation of a call, which may arrive before the call',
  path: 'evaluations',
  fileNamePattern: '*.{json,jsonl}',
  wholeFile: false,
  bronzeTable: evaluationsRaw,
  document: [...landedFields(evaluations, 'document'), ...EVALUATION_RESULT],
};
