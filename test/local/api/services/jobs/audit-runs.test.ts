import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AuditEvent } from '../../../../../local/api/core/audit/event';
import { ClusterError } from '../../../../../local/api/core/cluster/cluster';
import { Harness } from '../../harness';

const JOBS = '/api/2.2/jobs';
const SERVICE = 'a1b2';

describe('runs in the audit log', () => {
  let api: Harness;
  beforeEach(async () => {
    api = await Harness.open();
    await api.post('/api/2.0/preview/scim/v2/ServicePrincipals', { applicationId: SERVICE });
    const notebook = { path: '/Shared/a', language: 'PYTHON', content: '' };
    await api.post('/api/2.0/workspace/import', notebook);
  });
  afterEach(() => api.close());

  function jobEvents(): AuditEvent[] {
    const folder = join(api.root, 'audit');
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const all: AuditEvent[] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return all.filter((event) => event.service_name === 'jobs');
  }

  async function eventsOfRun(): Promise<{ run: number; events: AuditEvent[] }> {
    const job = await api.post(`${JOBS}/create`, {
      name: 'nightly',
      run_as: { service_principal_name: SERVICE },
      tasks: [{ task_key: 'a', notebook_task: { notebook_path: '/Shared/a' } }],
    });
    const { run_id: run } = (await api.post(`${JOBS}/run-now`, { job_id: job.body.job_id })).body;
    const view = async () => (await api.get(`${JOBS}/runs/get?run_id=${run}`)).body;
    while ((await view()).status.state !== 'TERMINATED') await sleep(5);
    // a run's end is seen before it is written down
    for (;;) {
      await api.ws.audit.flush();
      const events = jobEvents();
      if (/^run(Succeeded|Failed)$/.test(events.at(-1)!.action_name)) return { run, events };
      await sleep(5);
    }
  }

  test('have who started them and whom they acted as', async () => {
    const { run, events } = await eventsOfRun();
    expect(events.map((event) => event.action_name)).toEqual([
      'create',
      'runStart',
      'runNow',
      'runSucceeded',
    ]);
    expect(events[3]).toMatchObject({
      request_id: `run-${run}`,
      user_identity: { email: SERVICE },
      identity_metadata: { run_by: 'admin@example.com', run_as: SERVICE },
      request_params: {
        runId: String(run),
        jobTriggerType: 'ONE_TIME',
        jobTerminalState: 'SUCCESS',
      },
      response: { status_code: 200 },
    });
    expect(events[0]!.request_params).toEqual({
      name: 'nightly',
      run_as: `{"service_principal_name":"${SERVICE}"}`,
    });
  });

  test('have how they failed', async () => {
    api.cluster.handlers.run_notebook = () => {
      throw new ClusterError('BAD_REQUEST', 'no such column');
    };
    const { events } = await eventsOfRun();
    expect(events.at(-1)).toMatchObject({
      action_name: 'runFailed',
      request_params: { jobTerminalState: 'FAILED' },
      response: { status_code: 500, error_message: expect.any(String) },
    });
  });
});
