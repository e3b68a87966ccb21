import { rawTable } from './raw-table';

/** Landed call documents, as received. */
export const conversationsRaw = rawTable('conversations_raw', 'conversations');
