import { Problems } from './problems';
import type { Topic } from './topic';

/** Where the lakehouse runs. */
export type Cloud = 'local' | 'aws' | 'azure' | 'gcp';

/** The environment: its name, its cloud, and rules that hold for all of its resources. */
export interface EnvironmentSettings {
  /** The name of the environment. Its stack is `lakehouse-<environment>`. */
  readonly environment: string;
  /** The cloud of the workspace. */
  readonly cloud: Cloud;
  /**
   * The cloud region of the workspace. List prices depend on it.
   * @default - the region of `awsStorage`; without both, the cost report has no prices
   */
  readonly region?: string;
  /** Terraform refuses to destroy resources that store data. */
  readonly protectData: boolean;
  /** Tags on all resources that cost money. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * The largest estimated cost of the environment in US dollars a month, at list price. The plan
   * review stops a plan that exceeds it.
   * @default - no limit
   */
  readonly monthlyBudgetUsd?: number;
  /**
   * The folder with policies of the team, which the plan review applies beside its own
   * (docs/guides/plan-review.md).
   * @default - none
   */
  readonly reviewPolicies?: string;
}

/** Settings of the environment itself. */
export const ENVIRONMENT: Topic<EnvironmentSettings, Pick<EnvironmentSettings, 'region'>> = {
  names: {
    environment: true,
    cloud: true,
    region: true,
    protectData: true,
    tags: true,
    monthlyBudgetUsd: true,
    reviewPolicies: true,
  },
  resolve: ({ region, awsStorage }) => ({ region: region ?? awsStorage?.region }),
  problems: (settings) => {
    const problems = new Problems(settings);
    problems.matches(
      'environment',
      /^[a-z][a-z0-9-]*$/,
      'not lower-case letters, digits and dashes',
    );
    if (problems.has('region')) {
      problems.matches(
        'region',
        /^[a-z][a-z0-9-]*$/,
        'not a region such as eu-central-1 or westeurope',
      );
    }
    if (problems.has('monthlyBudgetUsd')) problems.within('monthlyBudgetUsd', 1, 10_000_000);
    if (problems.has('reviewPolicies')) problems.matches('reviewPolicies', /\S/, 'not a folder');
    return problems.all;
  },
};
