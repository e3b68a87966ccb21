import fc from 'fast-check';

import { toChange } from '../../../review/plan/change';
import { readPlan } from '../../../review/plan/read-plan';
import { reviewPlan } from '../../../review/review-plan';
import { Hidden } from '../../../rules/plan-values';

/** A plan as `databricks bundle plan -o json` of the direct engine prints it. */
const bundle = (plan: object, more: object = {}): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      plan_version: 2,
      cli_version: '0.300.0',
      lineage: 'l',
      serial: 1,
      plan,
      ...more,
    }),
  );
const review = (plan: object) => reviewPlan(readPlan(bundle(plan), 'plan.json'));
const found = (plan: object) =>
  review(plan).findings.map(({ policy, address, message }) => `${policy} ${address}: ${message}`);
const created = (value: object, vars?: object) => ({
  action: 'create',
  new_state: { value, ...(vars && { vars }) },
});

describe('the plan of a bundle', () => {
  it('is reviewed by the policies for compute, at any depth', () => {
    const loop = {
      task_key: 'outer',
      for_each_task: { inputs: '[1]', task: { task_key: 'inner', existing_cluster_id: '0101' } },
    };
    const job_clusters = [{ job_cluster_key: 'c', new_cluster: { num_workers: 1 } }];
    expect(
      found({ 'resources.jobs.a': created({ name: 'a', job_clusters, tasks: [loop] }) }),
    ).toEqual(
      expect.arrayContaining([
        'policy-free-compute resources.jobs.a: job cluster c is under no cluster policy',
        'policy-free-compute resources.jobs.a: inner runs on an all-purpose cluster, which costs several times a job cluster',
      ]),
    );
  });

  it('is reviewed by the policies for data and secrets', () => {
    const gone = { action: 'delete', remote_state: { name: 'raw', catalog_name: 'x' } };
    expect(found({ 'resources.schemas.raw': gone })).toEqual([
      expect.stringMatching(/^data-destroyed resources\.schemas\.raw: .*x\.raw/),
    ]);
    const task = {
      task_key: 't',
      notebook_task: { base_parameters: { api_key: 'hunter2-hunter2' } },
    };
    const job = review({ 'resources.jobs.a': created({ name: 'a', tasks: [task] }) });
    expect(job.findings.map(({ policy }) => policy)).toContain('secret-in-plan');
    expect(JSON.stringify(job)).not.toContain('hunter2-hunter2');
  });

  it('shows what principals gain and lose', () => {
    const entry = (embed: object[]) => ({
      securable_type: 'schema',
      full_name: 'x.raw',
      __embed__: embed,
    });
    const old = { principal: 'a', privileges: ['SELECT'] };
    const plan = {
      'resources.schemas.raw.grants': {
        action: 'update',
        new_state: { value: entry([{ principal: 'b', privileges: ['MANAGE'] }]) },
        remote_state: entry([old]),
      },
      'resources.jobs.j.permissions': created({
        object_id: '/jobs/1',
        __embed__: [{ level: 'CAN_MANAGE', group_name: 'users' }],
      }),
    };
    const access = review(plan).access.map(({ principal, kind, on, gains, loses }) => [
      principal,
      kind,
      on,
      gains,
      loses,
    ]);
    expect(access).toEqual(
      expect.arrayContaining([
        ['a', 'schema', 'x.raw', [], ['SELECT']],
        ['b', 'schema', 'x.raw', ['MANAGE'], []],
        ['users', 'job', expect.any(String), ['CAN_MANAGE'], []],
      ]),
    );
  });

  it.each(['tasks[0]', "tasks[task_key='t']"])(
    'has references to resources that do not exist yet as unknown values, at %s',
    (task) => {
      const tasks = [{ task_key: 't', existing_cluster_id: '', run_job_task: { job_id: 0 } }];
      const vars = { [`${task}.existing_cluster_id`]: '${resources.x}' };
      expect(found({ 'resources.jobs.a': created({ name: 'a', tasks }, vars) })).toContain(
        'policy-free-compute resources.jobs.a: t runs on an all-purpose cluster, which costs several times a job cluster',
      );
    },
  );

  it.each([
    ['an element of the embedded list', '[0].level', '__embed__'],
    ['an element by its attribute', "[group_name='users'].level", '__embed__'],
    ['an element that is not listed', '[3].level', '__embed__'],
    ['the embedded list', '__embed__', '__embed__'],
    ['the list of an earlier CLI', 'permissions[0].permission_level', 'permissions'],
  ])('has an unknown permission in %s', (_, path, list) => {
    const element = {
      group_name: 'users',
      [list === 'permissions' ? 'permission_level' : 'level']: 'CAN_VIEW',
    };
    const value = { object_id: '/jobs/1', [list]: [element] };
    const [row, ...more] = review({
      'resources.jobs.j.permissions': created(value, { [path]: '${resources.x}' }),
    }).access;
    expect(row?.gains).toEqual(['(known after apply)']);
    expect(more).toEqual([]);
  });

  it('lists the grants and permissions of an earlier CLI', () => {
    const permissions = [{ permission_level: 'CAN_MANAGE', group_name: 'users' }];
    const grants = [{ principal: 'a', privileges: ['SELECT'] }];
    const plan = {
      'resources.jobs.j.permissions': created({ object_id: '/jobs/1', permissions }),
      'resources.schemas.s.grants': created({ securable_type: 'schema', full_name: 'x.s', grants }),
    };
    expect(review(plan).access.map(({ principal, gains }) => [principal, gains])).toEqual(
      expect.arrayContaining([
        ['users', ['CAN_MANAGE']],
        ['a', ['SELECT']],
      ]),
    );
  });

  it('has an unknown value for each reference, in each form of its path', () => {
    const name = fc.constantFrom('a', 'b', 'cost.center', "it's", 'x y');
    const { body: anyBody } = fc.letrec<{ body: Record<string, unknown> }>((tie) => ({
      body: fc.dictionary(
        name,
        fc.oneof(
          { maxDepth: 3 },
          fc.constant('text'),
          fc.array(tie('body'), { maxLength: 2 }),
          tie('body'),
        ),
        { minKeys: 1, maxKeys: 3 },
      ),
    }));
    const keysIn = (value: unknown, [pick, ...rest]: readonly number[]): string[] => {
      if (pick === undefined || typeof value !== 'object' || value === null) return [];
      const keys = Object.keys(value);
      const key = keys[pick % keys.length] ?? '7';
      return [key, ...keysIn((value as Record<string, unknown>)[key], rest)];
    };
    const pathOf = (keys: readonly string[]) =>
      keys
        .map((key) =>
          /^\d$/.test(key)
            ? `[${key}]`
            : /^[ab]$/.test(key)
              ? `.${key}`
              : `['${key.replaceAll("'", "''")}']`,
        )
        .join('')
        .replace(/^\./, '');
    const picks = fc.array(fc.nat(9), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyBody, picks, (body, steps) => {
        const keys = keysIn(body, steps);
        const vars = { [pathOf(keys)]: '${resources.x}' };
        const plan = readPlan(bundle({ 'resources.apps.a': created(body, vars) }), 'plan.json');
        let value: unknown = toChange(plan.resource_changes![0]!).after;
        for (const key of keys) {
          if (value instanceof Hidden) break;
          value = (value as Record<string, unknown>)[key];
        }
        expect(JSON.stringify(value)).toBe('"(known after apply)"');
      }),
    );
  });

  it('counts actions, and leaves alone what the service adds', () => {
    const value = { name: 'a', tasks: [] };
    const plan = {
      'resources.jobs.a': {
        action: 'update',
        new_state: { value },
        remote_state: {
          ...value,
          name: 'b',
          creator_user_name: 'x@example.com',
          timeout_seconds: 0,
          format: 'MULTI_TASK',
        },
        changes: { format: { action: 'skip', reason: 'backend_default', remote: 'MULTI_TASK' } },
      },
      'resources.jobs.b': { action: 'skip', remote_state: value },
      'resources.jobs.c': { action: 'recreate', new_state: { value }, remote_state: value },
      'resources.clusters.d': { action: 'resize', new_state: { value }, remote_state: value },
    };
    const { summary, rooms } = review(plan);
    expect(summary).toMatchObject({ update: 2, replace: 1, unchanged: 1 });
    const change = rooms
      .flatMap(({ changes }) => changes)
      .find(({ address }) => /\.a$/.test(address));
    expect(change!.details.map(({ path }) => path)).toEqual(['name']);
  });

  it('leaves alone what the service adds at any depth', () => {
    const task = { task_key: "it's", notebook_task: { notebook_path: '/a' } };
    const remote = {
      ...task,
      timeout_seconds: 0,
      notebook_task: { ...task.notebook_task, source: 'WORKSPACE' },
    };
    const skip = { action: 'skip', reason: 'backend_default' };
    const plan = {
      'resources.jobs.a': {
        action: 'update',
        new_state: { value: { name: 'b', tasks: [{ task_key: 'x' }, task], max_retries: 1 } },
        remote_state: { name: 'a', tasks: [{ task_key: 'x' }, remote], max_retries: 2 },
        changes: {
          name: { action: 'update', old: 'a', new: 'b' },
          "tasks[task_key='it''s'].timeout_seconds": skip,
          'tasks[1].notebook_task.source': skip,
          // a declared attribute is compared also where the CLI skips it
          max_retries: skip,
        },
      },
    };
    const [change] = review(plan).rooms.flatMap(({ changes }) => changes);
    expect(change?.details.map(({ path }) => path)).toEqual(['name', 'max_retries']);
  });

  it('names the securable of a grant that the same bundle creates', () => {
    const grant = (full_name: string) =>
      created(
        {
          securable_type: 'schema',
          full_name: '',
          __embed__: [{ principal: 'a', privileges: ['SELECT'] }],
        },
        { full_name },
      );
    const plan = {
      'resources.schemas.raw': created({ catalog_name: 'x', name: 'raw' }),
      'resources.schemas.raw.grants': grant('${resources.schemas.raw.id}'),
      'resources.schemas.other.grants': grant('${resources.schemas.other.id}'),
    };
    expect(review(plan).access.map(({ on }) => on)).toEqual([
      'x.raw',
      '${resources.schemas.other.id}',
    ]);
  });

  it('shows an attribute that the bundle no longer declares', () => {
    const plan = {
      'resources.jobs.a': {
        action: 'update',
        new_state: { value: { name: 'a' } },
        remote_state: { name: 'a', run_as: { user_name: 'x@example.com' } },
        changes: { 'run_as.user_name': { action: 'update', old: 'x@example.com' } },
      },
    };
    const [change] = review(plan).rooms.flatMap(({ changes }) => changes);
    expect(change!.details.map(({ path }) => path)).toEqual(['run_as.user_name']);
  });

  it.each<[string, Uint8Array, string]>([
    ['of a newer format', bundle({}, { plan_version: 9 }), 'plan_version 9 of a bundle'],
    ['without resources', bundle([]), 'the plan of a bundle without `plan`'],
    [
      'of the terraform engine',
      bundle({ 'resources.jobs.a': { action: 'create' } }),
      'resources.jobs.a without its new state (set `bundle.engine: direct`',
    ],
    [
      'with an unknown action',
      bundle({ 'resources.jobs.a': { action: 'explode' } }),
      'the action "explode" of resources.jobs.a',
    ],
    ...['', 'a..b', '[0', "a['b", 'a b', 'tasks[*].x', '.a', 'a.'].map(
      (path): [string, Uint8Array, string] => [
        `with a reference at '${path}'`,
        bundle({ 'resources.jobs.a': created({ name: 'a' }, { [path]: '${resources.x}' }) }),
        'of resources.jobs.a',
      ],
    ),
  ])('is refused where it is %s', (_, bytes, message) => {
    expect(() => readPlan(bytes, 'plan.json')).toThrow(message);
  });
});
