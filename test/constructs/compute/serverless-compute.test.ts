import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  DEPENDENCIES,
  ML_DEPENDENCIES,
  ServerlessCompute,
} from '../../../constructs/compute/serverless-compute';
import { IngestJob } from '../../../constructs/jobs/ingest-job';
import { NotebookJob } from '../../../constructs/jobs/notebook-job';
import { Template } from '../../template';
import { notebookJobProps } from '../jobs/notebook-job-props';

const props = {
  environmentVersion: '4',
  dependencies: ['a==1'],
  performanceTarget: 'standard',
} as const;
const REQUIREMENTS = join(__dirname, '..', '..', '..', 'tools', 'requirements.txt');

describe('ServerlessCompute', () => {
  it('has an environment with pinned packages, and no resource', () => {
    const compute = new ServerlessCompute(props);
    expect(compute.jobConfig('ingest')).toEqual({
      environment: [
        {
          environmentKey: 'ingest',
          spec: { environmentVersion: '4', dependencies: ['a==1'] },
        },
      ],
      performanceTarget: 'STANDARD',
      budgetPolicyId: undefined,
    });
    expect(compute.resources).toEqual([]);
  });

  it('has the performance target and the usage policy of the settings', () => {
    const compute = new ServerlessCompute({
      ...props,
      performanceTarget: 'performanceOptimized',
      usagePolicyId: 'b1',
    });
    expect(compute.jobConfig('ingest')).toMatchObject({
      performanceTarget: 'PERFORMANCE_OPTIMIZED',
      budgetPolicyId: 'b1',
    });
  });

  it('leaves tasks without retries to no retry of the platform', () => {
    const compute = new ServerlessCompute(props);
    expect(compute.taskConfig('ingest', 0)).toEqual({
      environmentKey: 'ingest',
      disableAutoOptimization: true,
    });
    expect(compute.taskConfig('ingest', 3)).toEqual({ environmentKey: 'ingest' });
  });

  it.each([...ML_DEPENDENCIES])('installs %s, the version of the tests', (dependency) => {
    expect(readFileSync(REQUIREMENTS, 'utf8').split('\n')).toContain(dependency);
  });

  it('is the compute of each notebook task of a job', () => {
    const jobProps = { ...notebookJobProps(), compute: new ServerlessCompute(props) };
    const template = Template.of((stack) => {
      new NotebookJob(stack, 'Job', jobProps, {
        name: 'job',
        description: '',
        notebook: 'n',
        baseParameters: {},
        parameters: [],
        limits: { maxRetries: 0 },
        bounds: {},
      });
      new IngestJob(stack, 'Ingest', {
        ...jobProps,
        landing: jobProps.checkpoints,
        trigger: { kind: 'manual' },
        fileDiscovery: 'listing',
      });
    });
    const job = template.resource('databricks_job', 'job');
    expect(job).toMatchObject({
      environment: [{ environment_key: 'job', spec: { environment_version: '4' } }],
      performance_target: 'STANDARD',
      task: [{ environment_key: 'job', disable_auto_optimization: true }],
    });
    const ingest = template.resource('databricks_job', 'ingest');
    const tasks = ingest.task as { environment_key: string; disable_auto_optimization?: boolean }[];
    expect(tasks.map((task) => task.environment_key)).toEqual(Array(4).fill('ingest'));
    // of its tasks, the one that records the outcomes has no retries
    expect(tasks.filter((task) => task.disable_auto_optimization)).toHaveLength(1);
    expect(JSON.stringify([job, ingest])).not.toMatch(/cluster/);
  });
});

describe('dependencies', () => {
  it('of the model include those of other notebooks', () => {
    expect(ML_DEPENDENCIES).toEqual(expect.arrayContaining([...DEPENDENCIES]));
  });
});
