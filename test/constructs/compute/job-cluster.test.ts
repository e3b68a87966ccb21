import { JobClusterCompute, type JobClusterShape } from '../../../constructs/compute/job-cluster';
import { JobClusterPolicy } from '../../../constructs/compute/job-cluster-policy';
import { Template } from '../../template';

const shape: JobClusterShape = {
  sparkVersion: '17.3.x-scala2.13',
  nodeType: 'm6gd.large',
  workers: 2,
  tags: { project: 'lakehouse' },
};
const policy = { id: 'p1' } as JobClusterPolicy;

describe('JobClusterCompute', () => {
  it('has workers and its policy', () => {
    const compute = new JobClusterCompute(shape, policy);
    expect(compute.jobConfig('ingest')).toEqual({
      jobCluster: [
        {
          jobClusterKey: 'ingest',
          newCluster: {
            policyId: 'p1',
            sparkVersion: '17.3.x-scala2.13',
            nodeTypeId: 'm6gd.large',
            numWorkers: 2,
            dataSecurityMode: 'SINGLE_USER',
            sparkConf: undefined,
            customTags: { project: 'lakehouse' },
          },
        },
      ],
    });
    expect(compute.taskConfig('ingest')).toEqual({ jobClusterKey: 'ingest' });
    expect(compute.resources).toEqual([policy]);
  });

  it('is a single node without workers', () => {
    const { jobCluster } = new JobClusterCompute({ ...shape, workers: 0 }, policy).jobConfig('i');
    expect((jobCluster as { newCluster: object }[])[0]!.newCluster).toMatchObject({
      numWorkers: 0,
      sparkConf: {
        'spark.databricks.cluster.profile': 'singleNode',
        'spark.master': 'local[*]',
      },
      customTags: { project: 'lakehouse', ResourceClass: 'SingleNode' },
    });
  });
});

describe('JobClusterPolicy', () => {
  it('allows a runtime for machine learning beside its own', () => {
    const mlSparkVersion = '17.3.x-cpu-ml-scala2.13';
    const template = Template.of(
      (stack) =>
        new JobClusterPolicy(stack, 'Policy', {
          name: 'lakehouse-jobs',
          shape,
          mlSparkVersion,
          permissions: [],
        }),
    );
    const { definition } = template.resource('databricks_cluster_policy', 'job_cluster');
    expect(JSON.parse(definition as string).spark_version).toEqual({
      type: 'allowlist',
      values: [shape.sparkVersion, mlSparkVersion],
      defaultValue: shape.sparkVersion,
    });
  });

  it('allows job clusters of that shape at most', () => {
    const template = Template.of(
      (stack) =>
        new JobClusterPolicy(stack, 'Policy', {
          name: 'lakehouse-jobs',
          shape,
          permissions: [{ servicePrincipalName: 'jobs', permissionLevel: 'CAN_USE' }],
        }),
    );
    const { definition, ...rest } = template.resource('databricks_cluster_policy', 'job_cluster');
    expect(rest).toEqual({ name: 'lakehouse-jobs' });
    expect(JSON.parse(definition as string)).toEqual({
      cluster_type: { type: 'fixed', value: 'job' },
      data_security_mode: { type: 'fixed', value: 'SINGLE_USER' },
      spark_version: { type: 'fixed', value: '17.3.x-scala2.13' },
      node_type_id: { type: 'fixed', value: 'm6gd.large' },
      num_workers: { type: 'range', maxValue: 2, defaultValue: 2 },
      'custom_tags.project': { type: 'fixed', value: 'lakehouse' },
    });
  });
});
