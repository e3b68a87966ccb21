import { repsRaw } from '../bronze/reps-raw';
import { DELETED, landedFields } from '../document';
import type { FeedContract } from '../feed';
import { reps } from '../silver/reps';

/** JSON lines, a rep each. */
export const repsFeed: FeedContract = {
  name: 'reps',
  comment: 'One document per change of a rep',
  path: 'reps',
  fileNamePattern: '*.jsonl',
  wholeFile: false,
  bronzeTable: repsRaw,
  document: [...landedFields(reps, 'document'), DELETED],
};
