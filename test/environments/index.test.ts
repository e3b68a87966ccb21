import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { environments } from '../../environments';
import { local } from '../../environments/local';
import { prod } from '../../environments/prod';
import { problemsOf } from '../../environments/settings';
import { requireDistinctStates } from '../../environments/settings/state';
import { staging } from '../../environments/staging';

describe('environments', () => {
  it('has four, all sound', () => {
    expect(environments({}).map((s) => s.environment)).toEqual(['local', 'dev', 'staging', 'prod']);
  });

  it('protects data everywhere but on a laptop', () => {
    expect(environments({}).map((s) => s.protectData)).toEqual([false, true, true, true]);
  });

  it('protects personal data by views unless policies are chosen', () => {
    expect(environments({}).map((s) => s.personalDataProtection ?? 'views')).toEqual(
      Array.from({ length: 4 }, () => 'views'),
    );
    const policies = { ...prod, personalDataProtection: 'policies' as const };
    expect(problemsOf(policies)).toEqual([]);
  });

  it('enables the system schemas of a metastore from one environment', () => {
    const enabling = environments({}).filter((s) => s.systemSchemas === undefined);
    expect(enabling.map((s) => s.environment)).toEqual(['local', 'prod']);
  });

  it('finds the local workspace in LAKEHOUSE_HOME', () => {
    const [settings] = environments({ LAKEHOUSE_HOME: '/srv/lakehouse' });
    expect(settings.workspaceConfigFile).toBe('/srv/lakehouse/databrickscfg');
    expect(settings.backend).toEqual({
      kind: 'local',
      path: '/srv/lakehouse/terraform/lakehouse-local.tfstate',
    });
  });

  it('rehearses the others in local workspaces, each with its own limits, protection and state', () => {
    const [here, ...others] = environments({ LAKEHOUSE_REHEARSAL: '/srv/rehearsal' });
    expect(here).toEqual(local());
    expect(others.map((s) => [s.cloud, s.protectData, s.warehouseSize, s.backend])).toEqual(
      [
        ['dev', '2X-Small'],
        ['staging', 'X-Small'],
        ['prod', 'Small'],
      ].map(([name, size]) => [
        'local',
        true,
        size,
        { kind: 'local', path: `/srv/rehearsal/${name}/terraform/lakehouse-${name}.tfstate` },
      ]),
    );
    expect(others.map((s) => s.catalog)).toEqual([
      'lakehouse_dev',
      'lakehouse_staging',
      'lakehouse_prod',
    ]);
    expect(others.map((s) => s.workspaceConfigFile)).toEqual(
      ['dev', 'staging', 'prod'].map((name) => `/srv/rehearsal/${name}/databrickscfg`),
    );
  });

  it('leaves a rehearsed workspace the name of its catalog', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
    mkdirSync(join(folder, 'dev'));
    writeFileSync(join(folder, 'dev/catalog-names.json'), '["main"]');
    const [, dev, staging] = environments({ LAKEHOUSE_REHEARSAL: folder });
    expect([dev!.catalog, staging!.catalog]).toEqual(['spark_catalog', 'lakehouse_staging']);
    rmSync(folder, { recursive: true });
  });

  it('signs in to each with the profile that LAKEHOUSE_PROFILE_<ENVIRONMENT> names', () => {
    const all = environments({ LAKEHOUSE_PROFILE_PROD: 'acme-prod' });
    expect(all.map((s) => s.workspaceProfile)).toEqual([
      'lakehouse-local',
      undefined,
      undefined,
      'acme-prod',
    ]);
  });

  it('keeps one state for each', () => {
    const twice = { ...staging, environment: 'other' };
    expect(() => requireDistinctStates([prod, staging, twice])).toThrow(
      new Error(
        '`backend` of other: the same as that of staging, got s3://lakehouse-terraform-state/staging/lakehouse.tfstate',
      ),
    );
  });

  it('lets LAKEHOUSE_LOCAL_SETTINGS replace local settings, and no others', () => {
    const all = environments({ LAKEHOUSE_LOCAL_SETTINGS: '{"layout": "liquid"}' });
    expect(all.map((s) => s.layout)).toEqual(['liquid', 'zorder', 'zorder', 'zorder']);
  });

  it.each([
    ['{"layot": "liquid"}', 'settings of local: `layot` is not a setting'],
    ['layout', 'LAKEHOUSE_LOCAL_SETTINGS: not a JSON object, got layout'],
    ['[1]', 'LAKEHOUSE_LOCAL_SETTINGS: not a JSON object, got [1]'],
  ])('refuses LAKEHOUSE_LOCAL_SETTINGS=%s', (text, message) => {
    expect(() => environments({ LAKEHOUSE_LOCAL_SETTINGS: text })).toThrow(new Error(message));
  });
});
