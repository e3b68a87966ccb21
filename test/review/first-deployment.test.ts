import { reviewPlan } from '../../review/review-plan';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../environments/examples';
import { planOfStack } from './plan-of-stack';

describe('the first deployment of a stack', () => {
  it.each([
    ['AWS, with its storage', declaredOnAws],
    ['AWS, on storage that exists', referencedOnAws],
    ['Azure', onAzure],
    ['Google Cloud', onGcp],
  ])('is not blocked, and shows the access that it adds: %s', (_, settings) => {
    const { findings, summary } = reviewPlan(planOfStack(settings), { settings });
    expect(summary.create).toBeGreaterThan(300);
    expect(findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    expect(findings.map(({ message }) => message)).toContain(
      'adds databricks_storage_credential, which reaches cloud storage as the stored identity',
    );
    expect(findings.filter(({ policy }) => policy === 'unclassified-change')).toEqual([]);
  });

  it('is blocked where the same resources join a deployed lakehouse', () => {
    const plan = planOfStack(declaredOnAws);
    const changes = plan.resource_changes!;
    const deployed = changes.map((entry) =>
      entry.type === 'databricks_job'
        ? { ...entry, change: { ...entry.change, actions: ['no-op'], before: entry.change.after } }
        : entry,
    );
    const { findings } = reviewPlan(
      { ...plan, resource_changes: deployed },
      { settings: declaredOnAws },
    );
    const blocked = findings.filter(({ severity }) => severity === 'block');
    expect(blocked.map(({ policy }) => policy)).toEqual(
      expect.arrayContaining(['access-widened', 'public-storage']),
    );
  });
});
