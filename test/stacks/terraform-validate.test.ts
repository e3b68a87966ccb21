import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { environments } from '../../environments';
import { dev } from '../../environments/dev';
import { prod } from '../../environments/prod';
import type { LakehouseSettings } from '../../environments/settings';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { removeFolders, repositoryOfJobs } from '../constructs/code/repository';
import { onAzure, onGcp, referencedOnAws, serverlessOf } from '../environments/examples';

const CLI_CONFIG = join(__dirname, '..', '..', '.build', 'terraform', 'terraform.rc');
const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-synth-'));

afterAll(() => {
  rmSync(outdir, { recursive: true });
  removeFolders();
});

function terraform(cwd: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('terraform', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TF_CLI_CONFIG_FILE: CLI_CONFIG, CHECKPOINT_DISABLE: '1' },
  });
  return { status, output: stdout + stderr };
}

describe('terraform validate', () => {
  const repository = repositoryOfJobs();
  const byPipeline: LakehouseSettings[] = [dev, prod].map((settings) => ({
    ...settings,
    environment: `${settings.environment}-pipeline`,
    ingestion: 'pipeline',
    pipelineCompute: settings.environment === 'dev' ? 'cluster' : 'serverless',
  }));
  const serverless = [referencedOnAws, onAzure, onGcp].map(serverlessOf);
  // what declares storage on AWS takes its provider as well: `make test-aws`
  const all = [...environments({}), referencedOnAws, onAzure, onGcp, ...byPipeline, ...serverless];

  beforeAll(() => {
    const app = new App({ outdir });
    for (const settings of all) {
      new LakehouseStack(app, `lakehouse-${settings.environment}`, { settings, repository });
    }
    app.synth();
  });

  it.each(all.map((s) => s.environment))(
    'accepts %s, with no credentials',
    (environment) => {
      const folder = join(outdir, 'stacks', `lakehouse-${environment}`);
      expect(
        terraform(folder, 'init', '-backend=false', '-input=false', '-no-color'),
      ).toMatchObject({
        status: 0,
      });
      expect(terraform(folder, 'validate', '-no-color').output.trim()).toBe(
        'Success! The configuration is valid.',
      );
    },
    60_000,
  );
});
