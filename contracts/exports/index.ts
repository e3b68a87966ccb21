/** Mappings of CRM exports to the documents of feeds. */
import type { ExportContract } from './export';
import { hubspotDeals, hubspotReps } from './hubspot';
import { salesforceDeals, salesforceReps } from './salesforce';

export * from './export';

/** Every mapping, in the order of the reference. */
export const EXPORTS: readonly ExportContract[] = [
  salesforceDeals,
  salesforceReps,
  hubspotDeals,
  hubspotReps,
];
