import { rawTable } from './raw-table';

/** Landed documents of the scoring service, as received. */
export const evaluationsRaw = rawTable('evaluations_raw', 'evaluations');
