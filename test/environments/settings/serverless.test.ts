import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';
import { onAzure, onGcp, referencedOnAws, serverlessOf } from '../examples';

const serverless = serverlessOf(prod);
const pipeline = { ingestion: 'pipeline' } as const;

describe('serverless jobs', () => {
  it.each([referencedOnAws, onAzure, onGcp].map(serverlessOf))(
    'need no cluster: $environment',
    (settings) => {
      expect(problemsOf(settings)).toEqual([]);
    },
  );

  it('tolerate the cluster of shared settings, and a continuous pipeline', () => {
    const { sparkVersion, nodeType, workers } = prod;
    expect(problemsOf({ ...serverless, sparkVersion, nodeType, workers })).toEqual([]);
    const continuous = { ...pipeline, ingestTrigger: { kind: 'continuous' } } as const;
    expect(problemsOf({ ...serverless, ...continuous })).toEqual([]);
  });

  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { jobCompute: 'spot' as never },
      '`jobCompute`: not one of cluster, serverless, got spot',
    ],
    [
      prod,
      { nodeType: undefined },
      '`nodeType`: not a node type of aws such as m6gd.large, got nothing',
    ],
    [
      prod,
      { serverlessEnvironmentVersion: '4' },
      '`serverlessEnvironmentVersion`: not available where `jobCompute` is cluster, got 4',
    ],
    [
      prod,
      { serverlessUsagePolicyId: serverless.serverlessUsagePolicyId },
      '`serverlessUsagePolicyId`: not available where jobs and the pipeline run on clusters, got 11111111-2222-4333-8444-555555555555',
    ],
    [
      serverless,
      { serverlessEnvironmentVersion: 'latest' },
      '`serverlessEnvironmentVersion`: not a version of the serverless environment such as 4, got latest',
    ],
    [
      serverless,
      { serverlessPerformanceTarget: 'fast' as never },
      '`serverlessPerformanceTarget`: not one of standard, performanceOptimized, got fast',
    ],
    [
      serverless,
      { serverlessUsagePolicyId: 'team' },
      '`serverlessUsagePolicyId`: not the id of a usage policy, got team',
    ],
    [
      serverless,
      { warehouseType: 'pro' },
      '`warehouseType`: not available where `jobCompute` is serverless, got pro',
    ],
    [
      serverless,
      { ...pipeline, pipelineCompute: 'cluster' },
      '`pipelineCompute`: not available where `jobCompute` is serverless, got cluster',
    ],
    [
      serverless,
      { mlSparkVersion: '17.3.x-cpu-ml-scala2.13' },
      '`mlSparkVersion`: not available where `jobCompute` is serverless, got 17.3.x-cpu-ml-scala2.13',
    ],
    [
      serverless,
      { ingestTrigger: { kind: 'continuous' } },
      '`ingestTrigger.kind`: not available where `jobCompute` is serverless, got continuous',
    ],
    [
      serverless,
      { fileDiscovery: 'notifications' },
      '`fileDiscovery`: not available where `jobCompute` is serverless, got notifications',
    ],
  ])('of %#: %j is refused', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });

  it('share the usage policy with a serverless pipeline', () => {
    const { serverlessUsagePolicyId } = serverless;
    expect(problemsOf({ ...prod, ...pipeline, serverlessUsagePolicyId })).toEqual([]);
  });
});
