/** What is deployed where. */
import { PROJECT } from '../client/home';
import type { Deployment } from './deployment-log';
import { Checkout, short } from './git';
import { settingsOf } from './named-environment';
import { deploymentLog, workspaceOf } from './workspace';

export interface Status {
  readonly environment: string;
  /** The last deployment; null where none is recorded. */
  readonly deployed: Deployment | null;
  /** Those before it, the latest first. */
  readonly before: readonly Deployment[];
  /** The number of commits of the checkout that the environment lacks; null if not known. */
  readonly commitsBehind: number | null;
}

const SHOWN = 5;

export async function statusOf(environment: string): Promise<Status> {
  const settings = settingsOf(environment);
  const log = deploymentLog(settings, await workspaceOf(settings));
  const [deployed, ...before] = await log.latest(SHOWN);
  const checkout = new Checkout(PROJECT);
  const behind = deployed && checkout.distance(deployed.commit, 'HEAD');
  return { environment, deployed: deployed ?? null, before, commitsBehind: behind ?? null };
}

/** The status as lines to read. */
export function describeStatus({ environment, deployed, before, commitsBehind }: Status): string {
  if (deployed === null) return `${environment.padEnd(10)} no deployment is recorded`;
  const behind =
    commitsBehind === null
      ? 'not in this checkout'
      : commitsBehind === 0
        ? 'as checked out'
        : `${commitsBehind} commits behind`;
  const origin = deployed.promotedFrom ? `, from ${deployed.promotedFrom}` : '';
  const lines = [
    `${environment.padEnd(10)} ${short(deployed.commit)} ${deployed.outcome} (${behind}${origin})`,
    `  deployment ${deployed.number}, ${deployed.endedAt}, by ${deployed.by}`,
    `  plan ${deployed.planDigest}`,
    ...deployed.overrides.map(({ policy, reason }) => `  overrode ${policy}: ${reason}`),
    ...(deployed.error ? [`  ${deployed.error}`] : []),
    ...before.map(
      ({ number, commit, outcome, endedAt }) =>
        `  before: ${number}, ${short(commit)} ${outcome}, ${endedAt}`,
    ),
  ];
  return lines.join('\n');
}
