import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { answersOf } from '../../../cli/init/ask';
import { settingsOf } from '../../../cli/init/settings';
import { withEnvironment } from '../../../cli/init/source';
import { problemsOf } from '../../../environments/settings';
import { lakehouse } from '../lakehouse';

const PROJECT = resolve(__dirname, '../../..');
const common = { jobsPrincipalId: '11111111-2222-4333-8444-555555555555', stateBucket: 'acme' };
const aws = { ...common, name: 'eu-qa', cloud: 'aws', stateRegion: 'eu-central-1' };
const declared = { ...aws, storage: 'declared', awsAccount: '123456789012' };
const azure = {
  ...common,
  name: 'azure',
  cloud: 'azure',
  stateResourceGroup: 'lakehouse',
  storage: 'existing',
  managedLocation: 'abfss://tables@lakehouse.dfs.core.windows.net/',
  landingLocation: 'abfss://landing@lakehouse.dfs.core.windows.net/calls',
  identity:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/lakehouse',
};
const gcp = {
  ...common,
  name: 'gcp',
  cloud: 'gcp',
  storage: 'existing',
  managedLocation: 'gs://tables/lakehouse',
  landingLocation: 'gs://landing/calls',
};

const unnamedEdition = { jobsPrincipalId: common.jobsPrincipalId, name: 'free' };
const free = { ...unnamedEdition, edition: 'free' };
const serverless = { ...aws, jobCompute: 'serverless' };

describe('answers', () => {
  test.each([aws, declared, azure, gcp, serverless, free])(
    '%j make sound settings',
    async (given) => {
      expect(problemsOf(settingsOf(await answersOf(given)))).toEqual([]);
    },
  );

  test('make storage of each kind', async () => {
    const of = async (given: Record<string, string>) => settingsOf(await answersOf(given));
    expect((await of(declared)).awsStorage).toEqual({
      accountId: '123456789012',
      region: 'eu-central-1',
      namePrefix: 'lakehouse-eu-qa',
    });
    expect((await of(azure)).landingCredential).toEqual({
      kind: 'azureManagedIdentity',
      accessConnectorId: azure.identity,
    });
    expect((await of(gcp)).managedCredential).toEqual({ kind: 'databricksGcpServiceAccount' });
    const named = await of({ ...azure, identity: 'our_credential' });
    expect([named.landingCredential, named.managedCredential]).toEqual([
      'our_credential',
      undefined,
    ]);
    expect((await of(aws)).landingLocation).toBeUndefined();
  });

  test('make an environment of the Free Edition without clusters, buckets and identities', async () => {
    const settings = settingsOf(await answersOf(free));
    expect(settings).toMatchObject({
      cloud: 'aws',
      backend: { kind: 'local', path: expect.stringContaining('lakehouse-free.tfstate') },
      catalog: 'workspace',
      existingCatalog: true,
      identities: 'referenced',
      jobCompute: 'serverless',
      warehouseType: 'serverless',
      warehouseSize: '2X-Small',
      warehouseMaxClusters: 1,
      ingestTrigger: { kind: 'manual' },
      systemSchemas: [],
    });
    for (const field of ['nodeType', 'sparkVersion', 'workers', 'awsStorage', 'landingLocation']) {
      expect(settings).not.toHaveProperty(field);
    }
    await expect(answersOf({ ...free, stateBucket: 'acme' })).rejects.toThrow(
      '`stateBucket` is not asked for these answers',
    );
  });

  test.each<[Record<string, string>, string]>([
    [{ ...aws, cloud: 'ibm' }, '`cloud`: unknown choice, got ibm. Use one of aws, azure, gcp'],
    [{ ...aws, region: 'x' }, '`region` is not a question'],
    [{ ...aws, awsAccount: '1' }, '`awsAccount` is not asked for these answers'],
    [
      { ...declared, awsAccount: '1' },
      '`awsAccount` must be the 12 digits of an AWS account, got 1',
    ],
    [
      { name: 'qa', cloud: 'gcp' },
      '`stateBucket` must be given: Bucket (Azure: storage account) that keeps the Terraform state; `jobsPrincipalId` must be given: Its application id',
    ],
  ])('%j are refused', async (given, message) => {
    await expect(answersOf(given)).rejects.toThrow(new Error(message));
  });
});

describe('environments/deployed.ts', () => {
  test('of another form is left to its author', async () => {
    await expect(withEnvironment('export const all = [];', 'qa')).rejects.toThrow(
      'environments/deployed.ts must list the environments as DEPLOYED: add `qa` to it by hand',
    );
  });
});

describe('lakehouse init', () => {
  let project: string;
  let folder: string;
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'lakehouse-init-'));
    folder = join(project, 'environments');
    for (const name of readdirSync(PROJECT).filter((one) => !one.startsWith('.'))) {
      if (['environments', 'main.ts', 'cdktf.out'].includes(name)) continue;
      symlinkSync(join(PROJECT, name), join(project, name));
    }
    cpSync(join(PROJECT, 'environments'), folder, { recursive: true });
    cpSync(join(PROJECT, 'main.ts'), join(project, 'main.ts'));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  const init = (...args: string[]) => lakehouse(['init', '--folder', folder, ...args]);
  const given = (answers: Record<string, string>): string[] => {
    const file = join(project, 'answers.json');
    writeFileSync(file, JSON.stringify(answers));
    return ['--answers', file];
  };

  test('writes files that type-check and synthesise, beside the others', async () => {
    expect(await init('--yes', ...given(declared))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('npx lakehouse doctor --env eu-qa'),
    });
    expect((await init('--yes', ...given(azure))).code).toBe(0);
    // again: listed once
    expect((await init('--yes', '--force', ...given(azure))).code).toBe(0);
    const deployed = readFileSync(join(folder, 'deployed.ts'), 'utf8');
    expect(deployed).toContain('= [dev, staging, prod, euQa, azure];');
    expect(deployed.match(/import \{ euQa \} from '.\/eu-qa';/g)).toHaveLength(1);

    const config = join(project, 'tsconfig.init.json');
    writeFileSync(
      config,
      JSON.stringify({ extends: './tsconfig.json', include: ['environments/*.ts'] }),
    );
    const checked = spawnSync(join(PROJECT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', config], {
      cwd: project,
      encoding: 'utf8',
    });
    expect([checked.status, checked.stdout]).toEqual([0, '']);

    const outdir = join(project, 'out');
    const synth = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'main.ts'], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, CDKTF_OUTDIR: outdir },
    });
    expect([synth.status, synth.stderr]).toEqual([0, '']);
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(
      ['azure', 'dev', 'eu-qa', 'local', 'prod', 'staging'].map((name) => `lakehouse-${name}`),
    );
  }, 120_000);

  test('lists what an environment of the Free Edition does without', async () => {
    const { code, stdout } = await init('--free', '--yes', ...given(unnamedEdition));
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Left out in the Free Edition:\n {2}job clusters/),
    ]);
    expect(readFileSync(join(folder, 'free.ts'), 'utf8')).toContain("jobCompute: 'serverless'");
  }, 60_000);

  test('overwrites an environment only when told to, and another file never', async () => {
    const file = join(folder, 'dev.ts');
    const before = readFileSync(file, 'utf8');
    const refused = await init('--yes', ...given({ ...aws, name: 'dev' }));
    expect([refused.code, refused.stderr]).toEqual([
      1,
      `error: nothing was written: ${file} is there (--force overwrites it)\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    const other = await init('--yes', '--force', ...given({ ...aws, name: 'settings' }));
    expect(other.stderr).toMatch(
      /an existing file of environments\/, got settings\. Choose another name\n$/,
    );
    expect((await init('--yes', '--force', ...given({ ...aws, name: 'dev' }))).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain("bucket: 'acme'");
    writeFileSync(file, before);
  }, 60_000);

  test('asks what it was not told, and again after a wrong answer', async () => {
    const child = spawn(process.execPath, [
      join(PROJECT, 'cli/bin/lakehouse.mjs'),
      ...['init', '--folder', folder, ...given({ ...aws, name: 'asked' })],
    ]);
    let asked = '';
    child.stderr.on('data', (data) => {
      asked += data;
      // each question ends so; only the one of the data is answered wrong at first
      if (!/: $/.test(asked)) return;
      const isStorage = /Data: [^\n]*: $/.test(asked);
      child.stdin.write(isStorage && !asked.includes('got nowhere') ? 'nowhere\n' : '\n');
    });
    const code = await new Promise((ended) => child.on('close', ended));
    expect([code, asked]).toEqual([0, expect.stringContaining('got nowhere')]);
    expect(readFileSync(join(folder, 'asked.ts'), 'utf8')).toContain("catalog: 'lakehouse_asked'");
  }, 30_000);

  test('writes nothing when the answers end', async () => {
    const file = join(folder, 'ended.ts');
    const child = spawn(process.execPath, [
      join(PROJECT, 'cli/bin/lakehouse.mjs'),
      ...['init', '--folder', folder, ...given({ ...aws, name: 'ended' })],
    ]);
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    child.stdin.end();
    const code = await new Promise((ended) => child.on('close', ended));
    expect([code, said]).toEqual([1, expect.stringContaining('nothing was written: no more')]);
    expect(existsSync(file)).toBe(false);
  }, 30_000);
});
