import { dealsRaw } from '../bronze/deals-raw';
import type { FeedContract } from '../feed';

/** JSON lines, a deal each. */
export const dealsFeed: FeedContract = {
  name: 'deals',
  comment: 'One document per change of a deal',
  path: 'deals',
  fileNamePattern: '*.jsonl',
  wholeFile: false,
  bronzeTable: dealsRaw,
  document: [
    { name: 'deal_id', type: 'STRING', comment: 'The deal' },
    { name: 'account_id', type: 'STRING', comment: 'The account the deal is with' },
    { name: 'rep_id', type: 'STRING', comment: 'The rep who owns the deal' },
    { name: 'outcome', type: 'STRING', comment: 'How the deal stands' },
    { name: 'amount', type: 'DECIMAL(18,2)', comment: 'What was paid' },
    { name: 'committed_amount', type: 'DECIMAL(18,2)', comment: 'What was promised' },
    { name: 'currency', type: 'STRING', comment: 'The currency of both amounts' },
    { name: 'closed_at', type: 'TIMESTAMP', comment: 'When the deal was won or lost' },
    { name: 'updated_at', type: 'TIMESTAMP', comment: 'When the source last changed the deal' },
  ],
};
