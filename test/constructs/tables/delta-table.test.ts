import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import type { LakehouseSchema } from '../../../constructs/storage/lakehouse-schema';
import { DeltaTable, type DeltaTableProps } from '../../../constructs/tables/delta-table';
import { defineTable, optional, required } from '../../../contracts';
import { Template } from '../../template';

const contract = defineTable({
  schema: 'silver',
  name: 'things',
  comment: "The shop's things",
  grain: 'one row per thing',
  key: ['thing_id'],
  columns: [
    required('thing_id', 'STRING', 'The thing'),
    optional('parts', 'ARRAY<STRUCT<name: STRING, price: DECIMAL(18,2)>>', 'What it is made of'),
  ],
  layoutColumns: ['thing_id'],
  properties: { 'delta.enableChangeDataFeed': 'true' },
});
const props: DeltaTableProps = {
  contract,
  schema: { catalogName: 'lakehouse', name: 'silver' } as LakehouseSchema,
  warehouse: { id: 'w1' } as SqlWarehouse,
  owner: 'jobs',
  grants: [{ principal: 'jobs', privileges: ['MODIFY', 'SELECT'] }],
  logRetentionDays: 30,
};
const synthesised = {
  catalog_name: 'lakehouse',
  schema_name: 'silver',
  name: 'things',
  table_type: 'MANAGED',
  data_source_format: 'DELTA',
  comment: "The shop's things",
  column: [
    { name: 'thing_id', type: 'string', nullable: false, comment: 'The thing' },
    {
      name: 'parts',
      type: 'array<struct<name:string,price:decimal(18,2)>>',
      nullable: true,
      comment: 'What it is made of',
    },
  ],
  properties: {
    'delta.deletedFileRetentionDuration': 'interval 30 days',
    'delta.enableChangeDataFeed': 'true',
    'delta.enableDeletionVectors': 'true',
    'delta.logRetentionDuration': 'interval 30 days',
  },
  owner: 'jobs',
  warehouse_id: 'w1',
  lifecycle: { prevent_destroy: true },
};

describe('DeltaTable', () => {
  it('is what its contract says', () => {
    const template = Template.of((stack) => new DeltaTable(stack, 'Things', props));
    expect(template.resources('databricks_sql_table')).toEqual({ silver_things: synthesised });
    expect(template.resource('databricks_grants', 'table_silver_things')).toEqual({
      table: '${databricks_sql_table.silver_things.id}',
      grant: [{ principal: 'jobs', privileges: ['MODIFY', 'SELECT'] }],
    });
  });

  it('leaves its columns alone where what is written may add some', () => {
    const template = Template.of(
      (stack) => new DeltaTable(stack, 'Things', { ...props, evolves: true }),
    );
    expect(template.resource('databricks_sql_table', 'silver_things')).toEqual({
      ...synthesised,
      lifecycle: { prevent_destroy: true, ignore_changes: ['column'] },
    });
  });

  it('keeps log and removed files for as long, and can be made without protection', () => {
    const template = Template.of(
      (stack) =>
        new DeltaTable(stack, 'Things', { ...props, logRetentionDays: 7, preventDestroy: false }),
    );
    expect(template.resource('databricks_sql_table', 'silver_things')).toEqual({
      ...synthesised,
      properties: {
        ...synthesised.properties,
        'delta.deletedFileRetentionDuration': 'interval 7 days',
        'delta.logRetentionDuration': 'interval 7 days',
      },
      lifecycle: { prevent_destroy: false },
    });
  });
});
