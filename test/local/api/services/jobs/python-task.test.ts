import { setTimeout as sleep } from 'node:timers/promises';

import type { ClusterMethods } from '../../../../../local/api/core/cluster/cluster';
import { Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
const ROOT = '/Volumes/spark_catalog/silver/landing';
const WHEEL = 'greet-0.1-py3-none-any.whl';
type Notebook = ClusterMethods['run_notebook'];

describe('tasks of Python programs', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await (await Harness.open()).withCatalog();
    for (const path of ['/Shared/script.py', `/Shared/${WHEEL}`]) {
      await api.post('/api/2.0/workspace/import', { path, format: 'RAW', content: '' });
    }
    for (const name of ['script.py', WHEEL]) {
      await api.send('PUT', `/api/2.0/fs/files${ROOT}/${name}`, { body: 'x' });
    }
  });
  afterEach(() => api.close());

  const run = async (task: object, settings: object = {}) => {
    const compute = 'environments' in settings ? {} : { new_cluster: { num_workers: 1 } };
    const { body } = await api.post(`${JOBS}/runs/submit`, {
      tasks: [{ task_key: 't', ...compute, ...task }],
      ...settings,
    });
    for (;;) {
      const { body: found } = await api.get(`${JOBS}/runs/get?run_id=${body.run_id}`);
      if (found.status.state === 'TERMINATED') return found;
      await sleep(5);
    }
  };
  const sent = () =>
    api.cluster.calls.find(({ method }) => method === 'run_notebook')!.params as Notebook[0];
  const disk = (path: string) => `${api.root}/${path}`;

  test('a script of the workspace has its arguments, with references', async () => {
    const { run_id, state } = await run({
      spark_python_task: {
        python_file: '/Workspace/Shared/script.py',
        parameters: ['--run', '{{job.run_id}}'],
      },
    });
    expect(state.result_state).toBe('SUCCESS');
    expect(sent()).toMatchObject({
      source_path: disk('workspace/Shared/script.py'),
      program: { argv: ['--run', String(run_id)], wheels: [] },
    });
    const output = await api.get(`${JOBS}/runs/get-output?run_id=${run_id}`);
    expect(output.body).not.toHaveProperty('notebook_output');
  });

  test('a script of a volume has the wheels of its environment', async () => {
    await run(
      {
        spark_python_task: { python_file: `dbfs:${ROOT}/script.py` },
        environment_key: 'e',
      },
      {
        environments: [
          {
            environment_key: 'e',
            spec: {
              environment_version: '2',
              dependencies: ['requests', `/Workspace/Shared/${WHEEL}`, `${ROOT}/${WHEEL}`],
            },
          },
        ],
      },
    );
    const folder = 'volumes/spark_catalog/silver/landing';
    expect(sent()).toMatchObject({
      source_path: disk(`${folder}/script.py`),
      program: {
        wheels: [disk(`workspace/Shared/${WHEEL}`), disk(`${folder}/${WHEEL}`)],
        requirements: ['requests'],
      },
    });
  });

  test('a wheel has an entry point, parameters and named parameters', async () => {
    const { run_id } = await run({
      python_wheel_task: {
        package_name: 'greet',
        entry_point: 'main',
        parameters: ['a'],
        named_parameters: { day: '{{job.trigger.type}}' },
      },
      libraries: [{ whl: `/Shared/${WHEEL}` }, { pypi: { package: 'requests' } }],
    });
    expect(sent().program).toEqual({
      argv: ['a', '--day=one_time'],
      wheels: [disk(`workspace/Shared/${WHEEL}`)],
      requirements: ['requests'],
      packages_path: disk(`runs/${run_id}/t.packages`),
      entry_point: { package: 'greet', name: 'main' },
    });
  });

  test('a notebook has the packages of its libraries', async () => {
    await api.post('/api/2.0/workspace/import', {
      path: '/Shared/n',
      language: 'PYTHON',
      content: '',
    });
    await run({
      notebook_task: { notebook_path: '/Shared/n' },
      libraries: [{ whl: `/Shared/${WHEEL}` }],
    });
    expect(sent().program!.wheels).toEqual([disk(`workspace/Shared/${WHEEL}`)]);
  });

  test.each([
    ['/Shared/absent.py', /^Unable to access the file "\/Shared\/absent.py"/],
    ['/Volumes/spark_catalog/silver/other/x.py', /'?spark_catalog.silver.other'? does not exist/],
  ])('a script %s that does not exist fails the task', async (python_file, message) => {
    const done = await run({ spark_python_task: { python_file } });
    expect(done.tasks[0].state.state_message).toMatch(message);
  });
});
