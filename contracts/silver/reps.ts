import {
  casts,
  castsIfPresent,
  deletionDated,
  exactId,
  MALFORMED,
  notFuture,
  oneContent,
  present,
  unmistakable,
  wellFormed,
} from '../rules';
import { defineTable, optional, required } from '../table';

/** One row per rep; the latest `updated_at` wins, in any order of arrival. */
export const reps = defineTable({
  schema: 'silver',
  name: 'reps',
  comment: 'The rep directory, which decides access to calls',
  grain: 'one row per rep',
  key: ['rep_id'],
  columns: [
    required('rep_id', 'STRING', 'The rep', { landedIn: 'document', isId: true }),
    optional('name', 'STRING', "The rep's name", { landedIn: 'document', pii: 'name' }),
    optional('email', 'STRING', "The rep's sign-in address", {
      landedIn: 'document',
      pii: 'email',
      isId: true,
      isReadByRowPredicate: true,
    }),
    optional('team_id', 'STRING', 'The team of the rep', { landedIn: 'document' }),
    optional('manager_email', 'STRING', "The manager's sign-in address", {
      landedIn: 'document',
      pii: 'email',
      isId: true,
      isReadByRowPredicate: true,
    }),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
    required('source_file', 'STRING', 'The file the row was read from'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
    required('updated_at', 'TIMESTAMP', 'Time of the last change of the rep in its source', {
      landedIn: 'document',
    }),
  ],
  properties: { 'delta.enableChangeDataFeed': 'true' },
  candidateColumns: [MALFORMED, 'deleted'],
  rules: [
    wellFormed(),
    present('rep_id'),
    casts('updated_at', 'TIMESTAMP'),
    notFuture('updated_at'),
    castsIfPresent('deleted', 'BOOLEAN'),
    exactId('rep_id'),
    unmistakable('rep_id'),
  ],
  deletionRules: [wellFormed(), present('rep_id'), notFuture('updated_at'), deletionDated()],
  setRules: oneContent('rep_id'),
});
