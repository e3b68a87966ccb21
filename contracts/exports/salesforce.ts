import { defineExport } from './export';

/** Salesforce: opportunities, by the API names of their fields, as Data Loader and Bulk API export them. */
export const salesforceDeals = defineExport({
  name: 'salesforce',
  feed: 'deals',
  comment: 'Opportunities of Salesforce',
  version: 1,
  documentation: [
    {
      title: 'Salesforce Field Reference: Opportunity',
      url: 'https://developer.salesforce.com/docs/platform/field-reference/references/field-reference/salesforce-field-reference-opportunity.html',
    },
  ],
  fields: {
    deal_id: 'Id',
    account_id: 'AccountId',
    rep_id: 'OwnerId',
    outcome: {
      cases: [
        { column: 'IsWon', is: 'true', value: 'won' },
        { column: 'IsClosed', is: 'true', value: 'lost' },
        { column: 'IsClosed', is: 'false', value: 'open' },
      ],
      otherwise: 'unknown',
    },
    amount: 'Amount',
    currency: 'CurrencyIsoCode',
    // "Date when the opportunity is expected to close" as long as it is open
    closed_at: { column: 'CloseDate', where: { column: 'IsClosed', is: 'true' } },
    updated_at: 'SystemModstamp',
    deleted: 'IsDeleted',
  },
});

/** Salesforce: users. Export `ManagerEmail` by the relationship `Manager.Email`. */
export const salesforceReps = defineExport({
  name: 'salesforce',
  feed: 'reps',
  comment: 'Users of Salesforce',
  version: 1,
  documentation: [
    {
      title: 'Salesforce Field Reference: User',
      url: 'https://developer.salesforce.com/docs/platform/field-reference/references/field-reference/salesforce-field-reference-user.html',
    },
  ],
  fields: {
    rep_id: 'Id',
    name: 'Name',
    email: 'Email',
    team_id: 'UserRoleId',
    manager_email: 'ManagerEmail',
    updated_at: 'SystemModstamp',
  },
});
