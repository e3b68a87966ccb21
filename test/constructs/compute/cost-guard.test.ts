import { Cluster } from '@cdktf/provider-databricks/lib/cluster';
import { Job } from '@cdktf/provider-databricks/lib/job';
import { Pipeline } from '@cdktf/provider-databricks/lib/pipeline';
import { DatabricksProvider } from '@cdktf/provider-databricks/lib/provider';
import { SqlEndpoint } from '@cdktf/provider-databricks/lib/sql-endpoint';
import { TerraformStack, Testing } from 'cdktf';

import { requireFrugalCompute } from '../../../constructs/compute/cost-guard';

function synth(declare: (stack: TerraformStack) => void): string {
  const stack = new TerraformStack(Testing.app(), 'test');
  new DatabricksProvider(stack, 'Databricks');
  requireFrugalCompute(stack);
  declare(stack);
  return Testing.synth(stack, true);
}

const CLUSTER = { sparkVersion: '17.3.x-scala2.13', nodeTypeId: 'm6gd.large', numWorkers: 1 };

describe('requireFrugalCompute', () => {
  it('makes an idle all-purpose cluster impossible to declare', () => {
    expect(() => synth((stack) => new Cluster(stack, 'idle', CLUSTER))).toThrow(
      /`databricks_cluster\.idle` violates the compute cost policy: the cluster is under no cluster policy[\s\S]*`autotermination_minutes` is not set: it never stops/,
    );
    const frugal = { ...CLUSTER, policyId: 'p', autoterminationMinutes: 30 };
    expect(synth((stack) => new Cluster(stack, 'short', frugal))).toContain('"p"');
  });

  it('holds for jobs and warehouses', () => {
    const jobCluster = [{ jobClusterKey: 'k', newCluster: CLUSTER }];
    expect(() => synth((stack) => new Job(stack, 'j', { name: 'j', jobCluster }))).toThrow(
      '`databricks_job.j` violates the compute cost policy: job cluster k is under no cluster policy',
    );
    const task = [{ taskKey: 't', existingClusterId: '0101' }];
    expect(() => synth((stack) => new Job(stack, 'j', { name: 'j', task }))).toThrow(
      '`databricks_job.j` violates the compute cost policy: t runs on an all-purpose cluster',
    );
    const warehouse = { name: 'w', clusterSize: 'Small', autoStopMins: 0 };
    const inner = { forEachTask: { inputs: '[1]', task: { taskKey: 'i', newCluster: CLUSTER } } };
    const looped = [{ taskKey: 't', ...inner }];
    expect(() => synth((stack) => new Job(stack, 'j', { name: 'j', task: looped }))).toThrow(
      'the cluster of task i is under no cluster policy',
    );
    expect(() => synth((stack) => new Pipeline(stack, 'p', { name: 'p' }))).toThrow(
      '`databricks_pipeline.p` violates the compute cost policy: its default cluster is under',
    );
    expect(synth((stack) => new Pipeline(stack, 'p', { serverless: true }))).toContain(
      'serverless',
    );
    expect(() => synth((stack) => new SqlEndpoint(stack, 'w', warehouse))).toThrow(
      '`databricks_sql_endpoint.w` violates the compute cost policy: `auto_stop_mins` is 0: it never stops',
    );
  });
});
