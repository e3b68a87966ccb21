import { dealsRaw } from '../bronze/deals-raw';
import { DELETED, landedFields } from '../document';
import type { FeedContract } from '../feed';
import { deals } from '../silver/deals';

/** JSON lines, a deal each. */
export const dealsFeed: FeedContract = {
  name: 'deals',
  comment: 'One document per change of a deal',
  path: 'deals',
  fileNamePattern: '*.jsonl',
  wholeFile: false,
  bronzeTable: dealsRaw,
  document: [...landedFields(deals, 'document'), DELETED],
};
