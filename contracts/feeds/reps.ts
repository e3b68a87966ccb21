import { repsRaw } from '../bronze/reps-raw';
import type { FeedContract } from '../feed';

/** JSON lines, a rep each. */
export const repsFeed: FeedContract = {
  name: 'reps',
  comment: 'One document per change of a rep',
  path: 'reps',
  fileNamePattern: '*.jsonl',
  wholeFile: false,
  bronzeTable: repsRaw,
  document: [
    { name: 'rep_id', type: 'STRING', comment: 'The rep' },
    { name: 'name', type: 'STRING', comment: "The rep's name" },
    { name: 'email', type: 'STRING', comment: "The rep's sign-in address" },
    { name: 'team_id', type: 'STRING', comment: 'The team of the rep' },
    { name: 'manager_email', type: 'STRING', comment: "The manager's sign-in address" },
    { name: 'updated_at', type: 'TIMESTAMP', comment: 'When the source last changed the rep' },
  ],
};
