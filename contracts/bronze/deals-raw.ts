import { rawTable } from './raw-table';

/** Landed deal documents, as received. */
export const dealsRaw = rawTable('deals_raw', 'deals');
