import { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { LakehouseSchema } from '../../../constructs/storage/lakehouse-schema';
import { Template } from '../../template';

const owner = 'owners';
const grants = [{ principal: 'analysts', privileges: ['USE_CATALOG'] }];

describe('LakehouseCatalog and LakehouseSchema', () => {
  it('are protected by default, the catalog bound to its workspace', () => {
    const template = Template.of((stack) => {
      const catalog = new LakehouseCatalog(stack, 'Catalog', {
        name: 'lakehouse_dev',
        owner,
        grants,
      });
      new LakehouseSchema(stack, 'Gold', { catalog, name: 'gold', owner, grants });
    });
    expect(template.resource('databricks_catalog', 'lakehouse')).toEqual({
      name: 'lakehouse_dev',
      comment: 'Conversation intelligence: calls, the signals scored on them, and deals',
      isolation_mode: 'ISOLATED',
      owner: 'owners',
      lifecycle: { prevent_destroy: true },
    });
    expect(template.resource('databricks_schema', 'gold')).toEqual({
      catalog_name: '${databricks_catalog.lakehouse.name}',
      name: 'gold',
      comment: 'Tables for reports and models',
      owner: 'owners',
      lifecycle: { prevent_destroy: true },
    });
    expect(template.resources('databricks_workspace_binding')).toEqual({});
    expect(Object.keys(template.resources('databricks_grants'))).toEqual([
      'catalog',
      'schema_gold',
    ]);
  });

  it('can be unprotected, and given a location', () => {
    const preventDestroy = false;
    const template = Template.of((stack) => {
      const catalog = new LakehouseCatalog(stack, 'Catalog', {
        name: 'lakehouse_dev',
        storageRoot: 's3://managed/tables',
        predictiveOptimization: true,
        owner,
        grants,
        preventDestroy,
      });
      new LakehouseSchema(stack, 'Gold', { catalog, name: 'gold', owner, grants, preventDestroy });
    });
    expect(template.resource('databricks_catalog', 'lakehouse')).toMatchObject({
      storage_root: 's3://managed/tables',
      enable_predictive_optimization: 'ENABLE',
      lifecycle: { prevent_destroy: false },
    });
    // with the functions and views that jobs made in it
    expect(template.resource('databricks_schema', 'gold')).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  it('can be seen from further workspaces, by name only', () => {
    const template = Template.of(
      (stack) =>
        new LakehouseCatalog(stack, 'Catalog', {
          name: 'lakehouse_prod',
          owner,
          grants,
          workspaceIds: [1234567890123456],
        }),
    );
    expect(template.resources('databricks_workspace_binding')).toEqual({
      catalog_1234567890123456: {
        securable_name: '${databricks_catalog.lakehouse.name}',
        securable_type: 'catalog',
        workspace_id: 1234567890123456,
        binding_type: 'BINDING_TYPE_READ_WRITE',
      },
    });
  });
});
