import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { local } from '../../environments/local';
import { prod } from '../../environments/prod';
import type { LakehouseSettings } from '../../environments/settings';
import { validateSettings } from '../../environments/settings';
import { readPlan } from '../../review/plan/read-plan';
import { reviewPlan } from '../../review/review-plan';
import { LakehouseStack } from '../../stacks/lakehouse-stack';

const CLI_CONFIG = join(__dirname, '..', '..', '.build', 'terraform', 'terraform.rc');
const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-real-plan-'));

afterAll(() => rmSync(outdir, { recursive: true }));

/** Returns the plan of the real terraform and provider for a stack that is not deployed yet. */
function planOfNothing(settings: LakehouseSettings): Buffer {
  const id = `lakehouse-${settings.environment}`;
  const app = new App({ outdir });
  new LakehouseStack(app, id, { settings });
  app.synth();
  const terraform = (...args: string[]): Buffer => {
    const { status, stdout, stderr } = spawnSync('terraform', args, {
      cwd: join(outdir, 'stacks', id),
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        TF_CLI_CONFIG_FILE: CLI_CONFIG,
        CHECKPOINT_DISABLE: '1',
        // no request reaches a workspace: there is no state, and data sources are read by an apply
        DATABRICKS_HOST: 'http://127.0.0.1:9',
        DATABRICKS_TOKEN: 'none',
      },
    });
    if (status !== 0) throw new Error(`terraform ${args[0]}: ${stderr.toString()}`);
    return stdout;
  };
  terraform('init', '-input=false', '-no-color');
  terraform('plan', '-input=false', '-no-color', '-out=plan');
  return terraform('show', '-json', 'plan');
}

const ANYWHERE: Partial<LakehouseSettings> = {
  backend: { kind: 'local', path: join(outdir, 'state') },
  cloud: 'local',
  workspaceProfile: undefined,
  workspaceConfigFile: undefined,
  managedLocation: undefined,
  landingLocation: undefined,
  landingCredential: undefined,
  landingFileEvents: undefined,
};

describe('review of the stack as terraform plans it from nothing', () => {
  it.each([
    ['identities that are declared', local({ home: outdir, overrides: ANYWHERE })],
    ['identities that are referenced', { ...prod, ...ANYWHERE }],
  ])(
    'holds the access model within its limits, and every rule: %s',
    (_, given) => {
      const settings = validateSettings(given);
      const report = reviewPlan(readPlan(planOfNothing(settings), 'plan'), { settings });
      expect(report.findings).toEqual([]);
      expect(report.summary.create).toBeGreaterThan(100);
      expect(report.access).toContainEqual(
        expect.objectContaining({
          principal: settings.jobsPrincipalName,
          on: `${settings.catalog}.bronze.deals_raw`,
          gains: ['MODIFY', 'SELECT'],
        }),
      );
      expect(report.access).toContainEqual(
        expect.objectContaining({
          principal: settings.ownersGroup,
          on: settings.catalog,
          gains: ['OWNER'],
        }),
      );
      const unknown = report.access.filter(({ principal }) => principal.includes('known after'));
      // the principal that applies the plan becomes an owner; the apply reads who it is
      expect(unknown.map(({ address, on }) => [address, on])).toEqual(
        settings.identities === 'declared'
          ? [['databricks_group_member.owners_deployer', settings.ownersGroup]]
          : [],
      );
    },
    120_000,
  );
});
