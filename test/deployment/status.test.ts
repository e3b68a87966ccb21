import type { Deployment } from '../../deployment/deployment-log';
import { describeStatus } from '../../deployment/status';

const deployed = {
  number: 12,
  commit: 'b'.repeat(40),
  planDigest: 'sha256:1',
  outcome: 'failed',
  error: 'terraform apply failed: no such schema',
  endedAt: '2026-11-25T15:43:00.000Z',
  by: 'deployer',
  overrides: [{ policy: 'retention-lowered', reason: 'agreed' }],
  promotedFrom: 'staging',
} as unknown as Deployment;

describe('describeStatus', () => {
  it('says what is deployed, how it ended, what passed for which reason, and what was before', () => {
    const before = [{ ...deployed, number: 11, outcome: 'succeeded' as const }];
    const status = { environment: 'prod', deployed, before, commitsBehind: 3 };
    expect(describeStatus(status).split('\n')).toEqual([
      'prod       bbbbbbbbbb failed (3 commits behind, from staging)',
      '  deployment 12, 2026-11-25T15:43:00.000Z, by deployer',
      '  plan sha256:1',
      '  overrode retention-lowered: agreed',
      '  terraform apply failed: no such schema',
      '  before: 11, bbbbbbbbbb succeeded, 2026-11-25T15:43:00.000Z',
    ]);
  });

  it('reports a commit that the checkout lacks, and an environment without a deployment', () => {
    const unknown = { environment: 'dev', deployed, before: [], commitsBehind: null };
    expect(describeStatus(unknown)).toContain('dev        bbbbbbbbbb failed (not in this checkout');
    expect(describeStatus({ ...unknown, deployed: null })).toBe(
      'dev        no deployment is recorded',
    );
  });
});
