import { SqlWarehouse, type SqlWarehouseProps } from '../../../constructs/compute/sql-warehouse';
import { Template } from '../../template';

const props: SqlWarehouseProps = {
  name: 'lakehouse',
  size: '2X-Small',
  type: 'serverless',
  autoStopMinutes: 5,
  maxClusters: 2,
  permissions: [{ groupName: 'analysts', permissionLevel: 'CAN_USE' }],
  tags: { project: 'lakehouse' },
};

describe('SqlWarehouse', () => {
  it('is serverless, stops by itself and is tagged', () => {
    const template = Template.of((stack) => new SqlWarehouse(stack, 'Warehouse', props));
    expect(template.resource('databricks_sql_endpoint', 'lakehouse')).toEqual({
      name: 'lakehouse',
      cluster_size: '2X-Small',
      warehouse_type: 'PRO',
      enable_serverless_compute: true,
      auto_stop_mins: 5,
      min_num_clusters: 1,
      max_num_clusters: 2,
      tags: { custom_tags: [{ key: 'project', value: 'lakehouse' }] },
    });
    expect(template.resource('databricks_permissions', 'warehouse')).toEqual({
      sql_endpoint_id: '${databricks_sql_endpoint.lakehouse.id}',
      access_control: [{ group_name: 'analysts', permission_level: 'CAN_USE' }],
    });
  });

  it('can be a pro warehouse', () => {
    const template = Template.of(
      (stack) => new SqlWarehouse(stack, 'Warehouse', { ...props, type: 'pro' }),
    );
    expect(template.resource('databricks_sql_endpoint', 'lakehouse')).toMatchObject({
      warehouse_type: 'PRO',
      enable_serverless_compute: false,
    });
  });
});
