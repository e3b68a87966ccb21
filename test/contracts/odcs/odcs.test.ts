import fc from 'fast-check';
import { parse, stringify } from 'yaml';

import { defineTable, type FeedContract, FEEDS, qualifiedName, TABLES } from '../../../contracts';
import type { OdcsContract } from '../../../contracts/odcs/document';
import { odcsOfFeed, odcsOfTable } from '../../../contracts/odcs/export';
import { ImportError, importOdcs, type ImportOptions } from '../../../contracts/odcs/import';
import { feeds, tables } from './contracts';

/** As a file has it: what a document loses on its way through YAML would be missed otherwise. */
const throughYaml = (contract: OdcsContract): unknown => parse(stringify(contract));

function problems(document: unknown, options?: ImportOptions): readonly string[] {
  try {
    importOdcs(document, options);
  } catch (error) {
    if (error instanceof ImportError) return error.problems;
    throw error;
  }
  return [];
}

describe('round trip', () => {
  it.each(TABLES.map((table) => [qualifiedName(table), table] as const))('table %s', (_, table) => {
    const imported = importOdcs(throughYaml(odcsOfTable(table, '1.0.0')));
    expect(imported).toEqual([{ kind: 'table', table }]);
  });

  it.each(FEEDS.map((feed) => [feed.name, feed] as const))('feed %s', (_, feed) => {
    const imported = importOdcs(throughYaml(odcsOfFeed(feed, '1.0.0')));
    const { bronzeTable, ...rest } = feed;
    expect(imported).toEqual([
      { kind: 'feed', feed: { ...rest, bronzeTable: qualifiedName(bronzeTable) } },
    ]);
  });

  it('any table, and the export of the imported table is the same document', () => {
    fc.assert(
      fc.property(tables, (given) => {
        const table = defineTable(given);
        const document = odcsOfTable(table, '1.0.0');
        const [imported] = importOdcs(throughYaml(document));
        expect(imported).toEqual({ kind: 'table', table });
        expect(odcsOfTable((imported as { table: typeof table }).table, '1.0.0')).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  it('any feed', () => {
    fc.assert(
      fc.property(feeds, (feed) => {
        const [schema, name] = feed.bronzeTable.split('.');
        const bronzeTable = { schema, name } as FeedContract['bronzeTable'];
        const document = odcsOfFeed({ ...feed, bronzeTable }, '1.0.0');
        expect(importOdcs(throughYaml(document))).toEqual([{ kind: 'feed', feed }]);
      }),
      { numRuns: 150 },
    );
  });
});

/** A contract of another tool. */
const foreign = {
  apiVersion: 'v3.0.2',
  kind: 'DataContract',
  id: 'e1',
  version: '2.1.0',
  status: 'draft',
  schema: [
    {
      name: 'orders',
      physicalName: 'silver.orders',
      physicalType: 'table',
      description: 'Orders',
      dataGranularityDescription: 'one row per order',
      properties: [
        {
          name: 'order_id',
          logicalType: 'string',
          physicalType: 'string',
          description: 'The order',
          required: true,
          primaryKey: true,
          primaryKeyPosition: 1,
          unique: false,
          partitioned: false,
          partitionKeyPosition: -1,
          tags: [],
          classification: 'public',
          quality: [{ metric: 'nullValues', mustBe: 0 }],
        },
        {
          name: 'state',
          logicalType: 'string',
          description: 'How far it is',
          quality: [
            {
              metric: 'invalidValues',
              mustBe: 0,
              arguments: { validValues: ['open', 'paid'] },
              severity: 'error',
            },
          ],
        },
        { name: 'placed_at', logicalType: 'timestamp', description: 'When it was placed' },
        { name: 'units', logicalType: 'integer', description: 'Units' },
        {
          name: 'lines',
          logicalType: 'array',
          description: 'What was ordered',
          items: {
            logicalType: 'object',
            properties: [
              { name: 'sku', logicalType: 'string' },
              { name: 'price', logicalType: 'number', physicalType: 'decimal(18,2)' },
            ],
          },
        },
        {
          name: 'rep_id',
          logicalType: 'string',
          description: 'Who sold it',
          relationships: [
            { to: 'contracts/reps.yaml#/schema/silver_reps/properties/rep_id', type: 'foreignKey' },
          ],
        },
      ],
    },
  ],
};

/** The foreign contract with the value at a path, such as `schema.0.properties.1.tags`. */
function withValue(path: string, value: unknown): unknown {
  const document = structuredClone(foreign) as Record<string, unknown>;
  const keys = path.split('.');
  let at = document;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[keys.at(-1)!] = value;
  return document;
}

describe('import of a contract of another tool', () => {
  it('gives types, key, rules and references', () => {
    expect(importOdcs(foreign)).toMatchObject([
      {
        table: {
          key: ['order_id'],
          columns: [
            { name: 'order_id', type: 'STRING', nullable: false },
            { name: 'state', type: 'STRING', nullable: true },
            { name: 'placed_at', type: 'TIMESTAMP' },
            { name: 'units', type: 'BIGINT' },
            { name: 'lines', type: 'ARRAY<STRUCT<sku: STRING, price: DECIMAL(18,2)>>' },
            { name: 'rep_id', type: 'STRING' },
          ],
          rules: [
            { name: 'order_id_present', severity: 'drop' },
            { name: 'state_known', expression: "state in ('open', 'paid')" },
          ],
          setRules: [{ name: 'rep_id_refers', references: { table: 'silver.reps' } }],
        },
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['team', { name: 'x' }, '`team`: contracts cannot represent it, got {"name":"x"}'],
    ['slaProperties', [{ property: 'latency', value: 4 }], '`slaProperties`: contracts cannot'],
    ['apiVersion', 'v2.2.2', '`apiVersion`: not a version 3 of the standard, got v2.2.2'],
    ['status', undefined, '`status`: missing, and contracts need it. Add it to the file'],
    ['schema', [], '`schema`: no object, got none. Name a table or a file'],
    [
      'schema.0.physicalType',
      'view',
      '`schema[orders].physicalType`: not one of table, file, got view',
    ],
    [
      'schema.0.physicalName',
      'tbl_1',
      '`schema[orders].physicalName`: not a table of a layer, got tbl_1',
    ],
    ['schema.0.description', ' ', '`schema[orders].description`: missing'],
    ['schema.0.tags', ['finance'], '`schema[orders].tags`: contracts cannot represent it'],
    [
      'schema.0.customProperties',
      [{ property: 'owner', value: 'sales' }],
      '`schema[orders].customProperties.owner`: contracts cannot represent it, got "sales"',
    ],
    [
      'schema.0.quality',
      [{ type: 'sql', query: 'select 1', mustBe: 0 }],
      '`schema[orders].quality[0]`: not a rule of contracts, got type sql',
    ],
    [
      'schema.0.properties.0.physicalType',
      'varchar(18)',
      '`schema[orders].properties[order_id].physicalType`: not a type of contracts, got varchar(18)',
    ],
    [
      'schema.0.properties.0.logicalType',
      'integer',
      '`schema[orders].properties[order_id].logicalType`: not the logical type of STRING, got integer',
    ],
    [
      'schema.0.properties.2.logicalType',
      'time',
      '`schema[orders].properties[placed_at].logicalType`: no type',
    ],
    [
      'schema.0.properties.0.unique',
      true,
      '`schema[orders].properties[order_id].unique`: contracts cannot',
    ],
    [
      'schema.0.properties.0.partitioned',
      true,
      '`schema[orders].properties[order_id].partitioned`: contracts',
    ],
    [
      'schema.0.properties.0.primaryKeyPosition',
      2,
      '`schema[orders].properties`: `primaryKeyPosition`',
    ],
    [
      'schema.0.properties.0.physicalName',
      'ord',
      '`schema[orders].properties[order_id].physicalName`: another',
    ],
    [
      'schema.0.properties.0.required',
      'yes',
      '`schema[orders].properties[order_id].required`: not true or false',
    ],
    [
      'schema.0.properties.0.classification',
      'restricted',
      '`schema[orders].properties[order_id].classification`: not personal with the custom property `mask`',
    ],
    [
      'schema.0.properties.3.logicalTypeOptions',
      { minimum: 0 },
      '`schema[orders].properties[units].logicalTypeOptions.minimum`: contracts cannot represent it, got 0',
    ],
    [
      'schema.0.properties.4.items.properties.0.description',
      'The article',
      '`schema[orders].properties[lines].items.properties[sku].description`: a column of a table describes no',
    ],
    [
      'schema.0.properties.4.items.properties.1.required',
      true,
      '`schema[orders].properties[lines].items.properties[price].required`: contracts cannot represent it',
    ],
    [
      'schema.0.properties.1.quality.0.mustBe',
      5,
      '`schema[orders].properties[state].quality[0]`: not a rule of contracts, got invalidValues',
    ],
    [
      'schema.0.properties.1.quality.0.arguments.validValues',
      ["') or true --"],
      '`schema[orders].properties[state].quality[0]`: not a rule of contracts, got invalidValues',
    ],
    [
      'schema.0.properties.5.relationships.0.to',
      'people.id',
      '`schema[orders].properties[rep_id].relationships[0].to`: not a column of a table of a layer',
    ],
    [
      'schema.0.properties.0',
      'order_id',
      '`schema[orders].properties[0]`: not an object, got "order_id"',
    ],
    [
      'schema.0.properties.1.name',
      'Order State',
      '`schema[orders].properties[1].name`: not a name that a type can spell',
    ],
    [
      'schema.0.properties.1.name',
      'orderState',
      '`schema[orders]`: contract silver.orders: `columns`',
    ],
    [
      'schema.0.properties.1.name',
      'order_id',
      '`schema[orders]`: contract silver.orders: `columns`: listed',
    ],
  ])('names the field: %s', (path, value, problem) => {
    const found = problems(withValue(path, value));
    expect(found.some((one) => one.startsWith(problem))).toBe(true);
  });

  it('lists all problems at once', () => {
    const document = { ...(withValue('team', { name: 'x' }) as object), price: { priceAmount: 1 } };
    expect(problems(document)).toHaveLength(2);
  });

  it('ignores dropped fields alone', () => {
    const document = withValue('schema.0.properties.4.items.properties.0.tags', ['x']);
    expect(problems(document, { drop: ['schema.tags'] })).toHaveLength(1);
    expect(problems(document, { drop: ['schema.properties.tags'] })).toEqual([]);
  });

  it('takes the name from the caller, for one object', () => {
    const document = withValue('schema.0.physicalName', 'tbl_1');
    expect(importOdcs(document, { as: 'gold.orders' })).toMatchObject([
      { table: { schema: 'gold', name: 'orders' } },
    ]);
    const two = { ...foreign, schema: [...foreign.schema, ...foreign.schema] };
    expect(problems(two, { as: 'gold.orders' })).toEqual([
      '`schema`: one name for more than one object, got 2',
    ]);
  });

  it('refuses a mask below the first level of a column', () => {
    const email = {
      name: 'email',
      logicalType: 'string',
      classification: 'personal',
      customProperties: [{ property: 'mask', value: 'email' }],
    };
    const buyer = { name: 'buyer', logicalType: 'object', properties: [email] };
    const document = withValue('schema.0.properties.4.items.properties.0', buyer);
    expect(problems(document)).toEqual([
      '`schema[orders].properties[lines].items.properties[buyer]`: a mask below the first level of a column, ' +
        'got email. Move the field up, or its mask',
    ]);
  });

  it.each([
    ['physicalName', '../../main', '`schema[landing_deals].physicalName`: not a lower-case SQL'],
    ['physicalName', 'x; throw 1', '`schema[landing_deals].physicalName`: not a lower-case SQL'],
    ['bronzeTable', '../x', '`schema[landing_deals].customProperties.bronzeTable`: not a table of'],
    ['field', "a' INT", '`schema[landing_deals].properties[0].name`: not a name that a type can'],
  ])('refuses a feed with a name that is none: %s', (where, value, problem) => {
    const feed = FEEDS.find(({ name }) => name === 'deals')!;
    const document = structuredClone(odcsOfFeed(feed, '1.0.0')) as unknown as {
      schema: [
        {
          physicalName: string;
          properties: { name: string }[];
          customProperties: { property: string; value: unknown }[];
        },
      ];
    };
    const [object] = document.schema;
    if (where === 'physicalName') object.physicalName = value;
    else if (where === 'field') object.properties[0]!.name = value;
    else object.customProperties.find(({ property }) => property === where)!.value = value;
    expect(problems(document)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([null, [], 'text', 7])('refuses %p as a document', (document) => {
    expect(problems(document)[0]).toMatch(/^`document`: not an object, got /);
  });
});
