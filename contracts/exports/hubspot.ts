import { defineExport } from './export';

/** HubSpot: deals, by the internal names of their properties, with `id` and `archived` of the record. */
export const hubspotDeals = defineExport({
  name: 'hubspot',
  feed: 'deals',
  comment: 'Deals of HubSpot',
  version: 1,
  documentation: [
    {
      title: "HubSpot's default deal properties",
      url: 'https://knowledge.hubspot.com/crm-deals/hubspots-default-deal-properties',
    },
  ],
  fields: {
    deal_id: 'id',
    rep_id: 'hubspot_owner_id',
    outcome: {
      cases: [
        { column: 'hs_is_closed_won', is: 'true', value: 'won' },
        { column: 'hs_is_closed', is: 'true', value: 'lost' },
        { column: 'hs_is_closed', is: 'false', value: 'open' },
      ],
      otherwise: 'unknown',
    },
    amount: 'amount',
    currency: 'deal_currency_code',
    // "the day the deal is expected to close, or was closed"
    closed_at: { column: 'closedate', where: { column: 'hs_is_closed', is: 'true' } },
    updated_at: 'hs_lastmodifieddate',
    deleted: 'archived',
  },
});

/** HubSpot: owners. */
export const hubspotReps = defineExport({
  name: 'hubspot',
  feed: 'reps',
  comment: 'Owners of HubSpot',
  version: 1,
  documentation: [
    { title: 'Owners', url: 'https://developers.hubspot.com/docs/guides/api/crm/owners' },
  ],
  fields: {
    rep_id: 'id',
    name: { joined: ['firstName', 'lastName'] },
    email: 'email',
    updated_at: 'updatedAt',
    deleted: 'archived',
  },
});
