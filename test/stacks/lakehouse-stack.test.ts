import { Testing } from 'cdktf';

import { SCHEMAS } from '../../constructs/governance/access-model';
import { TABLES } from '../../contracts';
import { environments } from '../../environments';
import { local } from '../../environments/local';
import type { LakehouseSettings } from '../../environments/settings';
import { staging } from '../../environments/staging';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { removeFolders, repositoryOfJobs } from '../constructs/code/repository';
import { serverlessOf } from '../environments/examples';
import { Template } from '../template';

interface Terraform {
  provider: { databricks: Record<string, unknown>[] };
  resource: Record<string, Record<string, Record<string, unknown>>>;
  terraform: {
    backend: Record<string, Record<string, unknown>>;
    required_providers: Record<string, Record<string, unknown>>;
  };
}

const repository = repositoryOfJobs();
afterAll(removeFolders);

function synthesise(settings: LakehouseSettings): Terraform {
  const stack = new LakehouseStack(Testing.app(), 'lakehouse', { settings, repository });
  return Template.fromStack(stack).toJson() as Terraform;
}

/** The stack but for the folder names of its assets: they are hashes of what the files hold. */
function withoutContent(stack: Terraform): unknown {
  return JSON.parse(JSON.stringify(stack).replace(/\/[0-9A-F]{32}\//g, '/content/'));
}

/** Returns the resources of a type of Databricks by name. */
function ofType(resource: Terraform['resource'], type: string) {
  const found = resource[`databricks_${type}`];
  if (found === undefined) throw new Error(`no resource of type databricks_${type}`);
  return found;
}

function addresses({ resource }: Terraform): string[] {
  return Object.entries(resource)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .sort();
}

describe('LakehouseStack', () => {
  it('is, for staging, this', () => {
    expect(withoutContent(synthesise(staging))).toMatchSnapshot();
  });

  it('accepts the provider from 1.84.0 on', () => {
    expect(synthesise(staging).terraform.required_providers).toEqual({
      databricks: { source: 'databricks/databricks', version: '>= 1.84.0, < 2.0.0' },
    });
  });

  it('makes the same resources everywhere, apart from what settings say is made elsewhere', () => {
    const all = environments({}).map((s) => addresses(synthesise(s)));
    const common = all.flat().filter((address) => all.every((some) => some.includes(address)));
    const [ofLocal, ofDev, ofStaging, ofProd] = all.map((some) =>
      some.filter((address) => !common.includes(address)),
    );
    const landing = [
      'databricks_external_location.landing',
      'databricks_grants.external_location_landing',
    ];
    const systemSchemas = ['access', 'compute', 'lakeflow', 'query'].map(
      (name) => `databricks_system_schema.${name}`,
    );
    const identities = [
      'databricks_group.analysts',
      'databricks_group.data_engineers',
      'databricks_group.owners',
      'databricks_group.pii_readers',
      'databricks_group.reviewers',
      'databricks_group_member.analysts_analyst_example_com',
      'databricks_group_member.data_engineers_engineer_example_com',
      'databricks_group_member.owners_deployer',
      'databricks_group_member.pii_readers_pii_example_com',
      'databricks_group_member.reviewers_reviewer_example_com',
      'databricks_service_principal.jobs',
      'databricks_user.analyst_example_com',
      'databricks_user.engineer_example_com',
      'databricks_user.pii_example_com',
      'databricks_user.reviewer_example_com',
    ];
    expect(ofLocal).toEqual([...identities, ...systemSchemas].sort());
    const monitor = 'databricks_quality_monitor.deal_predictions';
    expect(ofDev).toEqual([monitor]);
    expect(ofStaging).toEqual([...landing, monitor]);
    const destination = 'databricks_notification_destination.alerts';
    expect(ofProd).toEqual([...landing, ...systemSchemas, destination, monitor].sort());
  });

  it('adds the deploying principal to the owners before it transfers schemas of an existing catalog', () => {
    const { resource } = synthesise(local({ overrides: { existingCatalog: true } }));
    expect(resource).not.toHaveProperty('databricks_catalog');
    const schemas = Object.values(
      resource.databricks_schema as Record<string, { depends_on?: string[] }>,
    );
    expect(schemas).toHaveLength(6);
    for (const { depends_on: first } of schemas) {
      expect(first).toEqual(['databricks_group_member.owners_deployer']);
    }
  });

  it.each(environments({}).map((s) => [s.environment, s] as const))(
    'of %s protects all data or none of it, as the settings say',
    (_name, settings) => {
      const { resource } = synthesise(settings);
      const kinds = ['catalog', 'schema', 'sql_table', 'volume'];
      const data = kinds.flatMap((kind) => Object.values(ofType(resource, kind)));
      const volumes = Object.keys(ofType(resource, 'volume')).length;
      expect(data).toHaveLength(1 + volumes + SCHEMAS.length + TABLES.length);
      for (const body of data) {
        expect(body.lifecycle).toMatchObject({ prevent_destroy: settings.protectData });
      }
    },
  );

  it('leaves alone the columns of tables to which documents may add some, and of no others', () => {
    const tables = ofType(synthesise(staging).resource, 'sql_table');
    const left = Object.entries(tables).filter(([, { lifecycle }]) => {
      const { ignore_changes: ignored } = lifecycle as { ignore_changes?: string[] };
      return ignored?.join() === 'column';
    });
    expect(left.map(([name]) => name).sort()).toEqual([
      'bronze_conversations_raw',
      'bronze_deals_raw',
      'bronze_evaluations_raw',
      'bronze_reps_raw',
    ]);
  });

  it('has no cluster, no cluster policy and no instance profile with serverless jobs', () => {
    const stack = synthesise(serverlessOf(staging));
    expect(JSON.stringify(stack)).not.toMatch(
      /cluster_policy|job_cluster|new_cluster|instance_prof/,
    );
    const notebookTasks = Object.values(ofType(stack.resource, 'job')).flatMap(({ task, ...job }) =>
      (task as { notebook_task?: object; environment_key?: string }[])
        .filter(({ notebook_task: notebook }) => notebook !== undefined)
        .map(({ environment_key: key }) => ({ key, environment: job.environment })),
    );
    expect(notebookTasks.length).toBeGreaterThan(10);
    for (const { key, environment } of notebookTasks) {
      expect(environment).toMatchObject([{ environment_key: key }]);
    }
    const withPolicy = addresses(synthesise(staging));
    expect(withPolicy.filter((address) => !addresses(stack).includes(address))).toEqual([
      'databricks_cluster_policy.job_cluster',
      'databricks_permissions.job_cluster_policy',
    ]);
  });

  it('grants on every securable, once', () => {
    const { resource } = synthesise(staging);
    const granted = Object.values(ofType(resource, 'grants')).map((grants) => {
      return Object.entries(grants)
        .filter(([key]) => key !== 'grant' && key !== '//')
        .map(([kind, id]) => `${kind} ${String(id)}`)
        .join();
    });
    const kinds = {
      catalog: 'catalog',
      registered_model: 'model',
      schema: 'schema',
      sql_table: 'table',
      volume: 'volume',
    };
    const securables = Object.entries(kinds).flatMap(([type, kind]) =>
      Object.keys(ofType(resource, type)).map(
        (name) => `${kind} \${databricks_${type}.${name}.${type === 'catalog' ? 'name' : 'id'}}`,
      ),
    );
    const location = 'external_location ${databricks_external_location.landing.id}';
    expect(granted.sort()).toEqual([...securables, location].sort());
  });

  it('signs in to the local workspace by profile, and holds no secret', () => {
    const template = synthesise(local({ home: '/srv/lakehouse' }));
    expect(template.provider.databricks).toEqual([
      {
        config_file: '/srv/lakehouse/databrickscfg',
        profile: 'lakehouse-local',
        rate_limit: 1000,
      },
    ]);
    expect(JSON.stringify(template)).not.toMatch(/token|password|secret/i);
  });

  it.each<[LakehouseSettings['backend'], object]>([
    [{ kind: 'local', path: '/srv/x.tfstate' }, { local: { path: '/srv/x.tfstate' } }],
    [
      { kind: 's3', bucket: 'b', key: 'k', region: 'r' },
      { s3: { bucket: 'b', key: 'k', region: 'r', encrypt: true, use_lockfile: true } },
    ],
    [
      { kind: 's3', bucket: 'b', key: 'k', region: 'r', kmsKeyArn: 'a' },
      {
        s3: {
          bucket: 'b',
          key: 'k',
          region: 'r',
          encrypt: true,
          kms_key_id: 'a',
          use_lockfile: true,
        },
      },
    ],
    [
      { kind: 'azurerm', resourceGroup: 'g', storageAccount: 'a', container: 'c', key: 'k' },
      {
        azurerm: {
          resource_group_name: 'g',
          storage_account_name: 'a',
          container_name: 'c',
          key: 'k',
          use_azuread_auth: true,
        },
      },
    ],
    [{ kind: 'gcs', bucket: 'b', prefix: 'p' }, { gcs: { bucket: 'b', prefix: 'p' } }],
    [
      { kind: 'gcs', bucket: 'b', prefix: 'p', kmsKeyName: 'k' },
      { gcs: { bucket: 'b', prefix: 'p', kms_encryption_key: 'k' } },
    ],
  ])('keeps its state in %j', (backend, synthesised) => {
    expect(synthesise({ ...staging, backend }).terraform.backend).toEqual(synthesised);
  });
});
