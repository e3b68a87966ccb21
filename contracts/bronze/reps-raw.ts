import { rawTable } from './raw-table';

/** Landed rep documents, as received. */
export const repsRaw = rawTable('reps_raw', 'reps');
