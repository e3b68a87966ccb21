import { againstWorkspace } from '../against-workspace';
import { type Handler } from '../fake-workspace';

describe('lakehouse run', () => {
  const workspace = againstWorkspace();
  const jobs = (...names: string[]): Handler => {
    const list = names.map((name, i) => ({ job_id: i + 1, settings: { name } }));
    return () => ({ json: { jobs: list } });
  };
  const task = (key: string, result: string) => ({
    run_id: key.length,
    task_key: key,
    state: { life_cycle_state: 'TERMINATED', result_state: result },
    start_time: 1000,
    end_time: 3500,
  });
  const ended =
    (result: string): Handler =>
    () => ({
      json: {
        run_id: 7,
        state: { life_cycle_state: 'TERMINATED', result_state: result },
        tasks: [task('land', 'SUCCESS'), task('merge', result)],
      },
    });

  test('follows the tasks and prints their outputs as JSON', async () => {
    const done = await workspace.run(
      {
        'GET /api/2.2/jobs/list': jobs('lakehouse-ingest', 'other'),
        'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
        'GET /api/2.2/jobs/runs/get': ended('SUCCESS'),
        'GET /api/2.2/jobs/runs/get-output': (asked) => ({
          json: { notebook_output: { result: `out-${asked.query.get('run_id')}` } },
        }),
      },
      ...['run', 'ingest', '--wait', '--json', '--param', 'a=b=c'],
    );
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('merge');
    expect(JSON.parse(done.stdout)).toEqual({
      run_id: 7,
      result_state: 'SUCCESS',
      tasks: {
        land: { result_state: 'SUCCESS', seconds: 2.5, output: 'out-4' },
        merge: { result_state: 'SUCCESS', seconds: 2.5, output: 'out-5' },
      },
    });
    const started = workspace.asked.find(({ path }) => path.endsWith('run-now'))!;
    expect(JSON.parse(started.body.toString())).toEqual({
      job_id: 1,
      job_parameters: { a: 'b=c' },
    });
  });

  test('a failed run ends with 1 and the reason of the task', async () => {
    const done = await workspace.run(
      {
        'GET /api/2.2/jobs/list': jobs('lakehouse-ingest'),
        'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
        'GET /api/2.2/jobs/runs/get': ended('FAILED'),
        'GET /api/2.2/jobs/runs/get-output': () => ({ json: { error: 'no such table' } }),
      },
      ...['run', 'lakehouse-ingest', '--wait'],
    );
    expect(done.code).toBe(1);
    expect(done.stderr).toContain(
      'error: lakehouse-ingest: run 7 did not succeed: task merge: no such table',
    );
  });

  test('tells of each attempt of a task once, however often it asks', async () => {
    const attempts = [task('land', 'FAILED'), { ...task('land', 'SUCCESS'), run_id: 99 }];
    const states = ['RUNNING', 'RUNNING', 'TERMINATED'];
    const done = await workspace.run(
      {
        'GET /api/2.2/jobs/list': jobs('lakehouse-ingest'),
        'POST /api/2.2/jobs/run-now': () => ({ json: { run_id: 7 } }),
        'GET /api/2.2/jobs/runs/get': () => {
          const state = { life_cycle_state: states.shift(), result_state: 'SUCCESS' };
          return { json: { run_id: 7, state, tasks: attempts } };
        },
      },
      ...['run', 'ingest', '--wait'],
    );
    expect(done.code).toBe(0);
    const told = done.stderr.split('\n').filter((line) => line.startsWith('  land'));
    expect(told.map((line) => line.trim().split(/\s+/)[1])).toEqual(['failed', 'success']);
  });

  test('a job that does not exist is refused with those that do', async () => {
    const done = await workspace.run(
      { 'GET /api/2.2/jobs/list': jobs('a', 'b') },
      'run',
      'nightly',
    );
    expect(done.stderr).toBe(
      `error: job: does not exist at ${workspace.host}, got nightly (known: a, b)\n`,
    );
    expect(done.code).toBe(1);
  });

  test('an ambiguous name is refused with those it fits', async () => {
    const done = await workspace.run(
      { 'GET /api/2.2/jobs/list': jobs('in-1', 'in-2') },
      'run',
      'in',
    );
    expect(done.stderr).toContain('got in (matches: in-1, in-2)');
  });
});
