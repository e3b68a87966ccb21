import { environments } from '../environments';
import type { LakehouseSettings } from '../environments/settings';
import { accessChanges } from './access/access-changes';
import { holdingsOf } from './access/holdings';
import { describe } from './changes/describe';
import { describeOutputs } from './changes/outputs';
import { compareCost } from './cost/estimate';
import { bodyOf, isQuiet, type Action, type Change } from './plan/change';
import { ReviewError } from './plan/review-error';
import { ReviewedPlan } from './plan/reviewed-plan';
import type { TerraformPlan } from './plan/terraform-plan';
import { findingsOf, isBlocking, unusedOverrides, type Override } from './policies/findings';
import type { Report, ReportedRoom, Summary } from './report/report';
import { ROOMS, roomOf } from './rooms';
import { scrub } from './secrets/scrub';
import type { Sources } from './sources';

export interface ReviewOptions {
  /**
   * The settings of the environment that the plan is of.
   * @default - those of the environment whose catalog the plan has
   */
  readonly settings?: LakehouseSettings;
  /** @default - none: every finding counts */
  readonly overrides?: readonly Override[];
  /** The deployed files' texts. @default - only their hashes are known */
  readonly sources?: Sources;
}

/** Destroyed first: what a reader must not miss. */
const ORDER: readonly Action[] = [
  'delete',
  'replace',
  'forget',
  'update',
  'create',
  'move',
  'import',
];

/**
 * Reviews a plan: its changes, the changes of access, and the findings of the policies. Pure.
 * @throws ReviewError for a plan of another stack, or one with values in a form that no provider has
 */
export function reviewPlan(terraformPlan: TerraformPlan, options: ReviewOptions = {}): Report {
  try {
    return review(terraformPlan, options);
  } catch (error) {
    if (error instanceof ReviewError) throw error;
    const { message } = error as Error;
    throw new ReviewError(`the plan has values that cannot be read: ${message}`, { cause: error });
  }
}

function review(terraformPlan: TerraformPlan, options: ReviewOptions): Report {
  const plan = new ReviewedPlan(terraformPlan);
  const settings = settingsOf(plan, options.settings);
  const { overrides = [], sources } = options;
  const changes = plan.resources.filter((change) => !isQuiet(change));
  const holdings = {
    before: holdingsOf(plan, 'before', settings),
    after: holdingsOf(plan, 'after', settings),
  };
  const access = accessChanges(holdings.before, holdings.after);
  const cost = compareCost(plan, settings);
  const context = { plan, changes, settings, holdings, access, cost, sources };
  const findings = findingsOf(context, overrides);
  const describing = { workspaceRoot: settings.workspaceRoot, sources };
  const drift = plan.drift
    .map((change) => describe(plan, change, { ...describing, showsAccess: true }))
    .filter(({ action, details }) => action === 'delete' || details.length > 0);
  const report: Report = {
    version: 1,
    environment: settings.environment,
    terraformVersion: plan.terraformVersion,
    summary: summaryOf(plan, drift.length),
    blocked: findings.some(isBlocking),
    findings,
    access,
    cost,
    rooms: roomsOf(changes, (change) => describe(plan, change, describing)),
    drift,
    outputs: describeOutputs(plan.outputs),
    notes: [
      ...unusedOverrides(overrides, findings).map(
        ({ policy, address }) =>
          `the override of ${policy}${address ? ` at ${address}` : ''} let nothing pass`,
      ),
    ],
  };
  return scrub(report, [...changes, ...plan.drift]);
}

/** The settings of the environment that a plan is of: each has a catalog of its own. */
export function settingsOf(plan: ReviewedPlan, given?: LakehouseSettings): LakehouseSettings {
  const catalogs = plan.ofType('databricks_catalog').map((change) => String(bodyOf(change).name));
  const known = given ? [given] : environments();
  const found = known.find(({ catalog }) => catalogs.includes(catalog));
  if (found) return found;
  const wanted = known.map(({ environment, catalog }) => `${catalog} (${environment})`).join(', ');
  const got = catalogs.length > 0 ? `the catalog ${catalogs.join(', ')}` : 'no catalog';
  const count = `${plan.resources.length} resources`;
  throw new ReviewError(
    `the plan must be of a lakehouse stack with the catalog ${wanted}, got: ${got} among ${count}`,
  );
}

function summaryOf(plan: ReviewedPlan, drifted: number): Summary {
  const count = (wanted: Action): number =>
    plan.resources.filter(({ action }) => action === wanted).length;
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    forget: count('forget'),
    move: count('move'),
    import: count('import'),
    unchanged: count('none') + count('read'),
    drifted,
  };
}

function roomsOf(
  changes: readonly Change[],
  describeOne: (change: Change) => ReportedRoom['changes'][number],
): ReportedRoom[] {
  return ROOMS.flatMap((room) => {
    const inRoom = changes
      .filter(({ type }) => roomOf(type) === room)
      .sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action))
      .map(describeOne);
    return inRoom.length > 0 ? [{ room, changes: inRoom }] : [];
  });
}
