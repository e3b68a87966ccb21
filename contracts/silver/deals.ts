import {
  casts,
  castsIfPresent,
  deletionDated,
  exactId,
  fitsIfPresent,
  MALFORMED,
  notFuture,
  oneContent,
  oneOf,
  present,
  refersTo,
  unmistakable,
  warning,
  wellFormed,
} from '../rules';
import { defineTable, optional, required } from '../table';

/** Outcomes of a deal. */
const OUTCOMES = ['won', 'lost', 'open'] as const;

/** One row per deal; the latest `updated_at` wins, in any order of arrival. */
export const deals = defineTable({
  schema: 'silver',
  name: 'deals',
  comment: 'Deals and their outcomes',
  grain: 'one row per deal',
  key: ['deal_id'],
  columns: [
    required('deal_id', 'STRING', 'The deal', { landedIn: 'document', isId: true }),
    optional('account_id', 'STRING', 'The account of the deal', {
      landedIn: 'document',
      isId: true,
    }),
    optional('rep_id', 'STRING', 'The owner of the deal', { landedIn: 'document', isId: true }),
    required('outcome', 'STRING', `Deal outcome: ${OUTCOMES.join(', ')}`, {
      landedIn: 'document',
    }),
    optional('amount', 'DECIMAL(18,2)', 'Amount that was paid', { landedIn: 'document' }),
    optional('committed_amount', 'DECIMAL(18,2)', 'Amount that was promised', {
      landedIn: 'document',
    }),
    optional('currency', 'STRING', 'The currency of both amounts, by ISO 4217', {
      landedIn: 'document',
    }),
    optional('closed_at', 'TIMESTAMP', 'Time at which the deal was won or lost', {
      landedIn: 'document',
    }),
    required('payload_sha256', 'STRING', 'SHA-256 of the bronze payload; settles ties'),
    required('source_file', 'STRING', 'The file the row was read from'),
    required('ingested_at', 'TIMESTAMP', 'Time at which the document reached bronze'),
    required('updated_at', 'TIMESTAMP', 'Time of the last change of the deal in its source', {
      landedIn: 'document',
    }),
  ],
  properties: { 'delta.enableChangeDataFeed': 'true' },
  candidateColumns: [MALFORMED, 'deleted'],
  rules: [
    wellFormed(),
    present('deal_id'),
    oneOf('outcome', OUTCOMES),
    castsIfPresent('amount', 'DECIMAL(18,2)'),
    castsIfPresent('committed_amount', 'DECIMAL(18,2)'),
    fitsIfPresent('amount', 'DECIMAL(18,2)'),
    fitsIfPresent('committed_amount', 'DECIMAL(18,2)'),
    castsIfPresent('closed_at', 'TIMESTAMP'),
    casts('updated_at', 'TIMESTAMP'),
    notFuture('updated_at'),
    // a source may keep there when it expects to close the deal
    warning(notFuture('closed_at')),
    castsIfPresent('deleted', 'BOOLEAN'),
    exactId('deal_id'),
    exactId('rep_id'),
    unmistakable('deal_id'),
  ],
  deletionRules: [wellFormed(), present('deal_id'), notFuture('updated_at'), deletionDated()],
  setRules: [...oneContent('deal_id'), refersTo('rep_id', 'silver.reps')],
});
