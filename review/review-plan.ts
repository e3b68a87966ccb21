import { isAbsolute } from 'node:path';

import { environments } from '../environments';
import type { LakehouseSettings } from '../environments/settings';
import { textOf } from '../rules/plan-values';
import { accessChanges } from './access/access-changes';
import { holdingsOf } from './access/holdings';
import { describe } from './changes/describe';
import { describeOutputs } from './changes/outputs';
import { compareCost } from './cost/estimate';
import { NO_COST, OTHER_STACK_NOTES, otherStackSettings } from './other-stack';
import { type Action, bodyOf, type Change, isQuiet } from './plan/change';
import { ReviewError } from './plan/review-error';
import { ReviewedPlan } from './plan/reviewed-plan';
import type { TerraformPlan } from './plan/terraform-plan';
import { POLICIES } from './policies';
import {
  documentationOf,
  type Finding,
  findingsOf,
  isBlocking,
  type Override,
  requireKnownPolicies,
  unusedOverrides,
} from './policies/findings';
import type { Policy, Scope } from './policies/policy';
import type { Report, ReportedRoom, Summary } from './report/report';
import { roomOf, ROOMS } from './rooms';
import { scrub } from './secrets/scrub';
import type { Sources } from './sources';
import { type Stake, stakeText } from './stake/stake';
import { tablesAtStake } from './stake/tables-at-stake';

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
  /** Policies of the team, beside those of this project. @default - none */
  readonly policies?: readonly Policy[];
  /** Rows at stake, from the workspace. @default - the workspace was not queried */
  readonly stakes?: readonly Stake[];
  /** URL of the repository's files, for links to the documentation. @default - paths, no links */
  readonly documentationBase?: string;
}

/** Terraform before 1.1 (hashicorp/terraform, internal/command/jsonplan/plan.go, FormatVersion). */
const OLD_FORMAT =
  'The plan is of Terraform before 1.1: it may lack marks of sensitive values, and changes made outside of terraform.';

/** Tables whose rows a finding shows; the report has all. */
const MOST_STAKES = 5;

/** Destroyed resources first: a reader must not miss them. */
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
 * Reviews a plan: its changes, access changes, cost and findings. Pure. A plan of another stack is reviewed by
 * the generic policies.
 * @throws ReviewError for a plan of another environment than `settings`, or with values in an unknown form
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
  const known = knownSettings(plan, options.settings);
  const settings = known ?? otherStackSettings();
  const { overrides = [], sources } = options;
  const all = [...POLICIES, ...(options.policies ?? [])];
  requireKnownPolicies(overrides, all);
  const scope: Scope = known ? 'lakehouse' : 'other';
  const policies = all.filter((policy) => (policy.scope ?? scope) === scope);
  const changes = plan.resources.filter((change) => !isQuiet(change));
  const holdings = {
    before: holdingsOf(plan, 'before', settings),
    after: holdingsOf(plan, 'after', settings),
  };
  const access = accessChanges(holdings.before, holdings.after);
  const cost = known ? compareCost(plan, settings) : NO_COST;
  const context = { plan, changes, settings, holdings, access, cost, sources };
  const linked = (documentation: string): string =>
    linkedDocumentation(documentation, options.documentationBase);
  const findings = findingsOf(context, overrides, policies).map((finding) => ({
    ...finding,
    message: withStakes(finding, options.stakes ?? []),
    documentation: linked(finding.documentation),
  }));
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
    policies: policies.map((policy) => ({
      name: policy.name,
      severity: policy.severity,
      rule: policy.rule,
      repair: policy.repair,
      documentation: linked(documentationOf(policy)),
    })),
    findings,
    access,
    cost,
    rooms: roomsOf(changes, (change) => describe(plan, change, describing)),
    drift,
    outputs: describeOutputs(plan.outputs),
    ...(options.stakes && { stakes: options.stakes }),
    notes: [
      ...(known ? [] : OTHER_STACK_NOTES),
      ...(terraformPlan.format_version.startsWith('0.') ? [OLD_FORMAT] : []),
      ...(options.stakes === undefined && tablesAtStake(changes).length > 0
        ? ['The rows at stake were not counted: `--workspace` reads them from the workspace.']
        : []),
      ...unusedOverrides(overrides, findings).map(
        ({ policy, address }) =>
          `the override of ${policy}${address ? ` at ${address}` : ''} let nothing pass`,
      ),
    ],
  };
  return scrub(report, [...changes, ...plan.drift]);
}

/** The message of a finding about lost data, with the rows at stake. */
function withStakes({ policy, address, message }: Finding, stakes: readonly Stake[]): string {
  if (policy !== 'data-destroyed' && policy !== 'column-lost') return message;
  const own = stakes.filter((stake) => stake.address === address);
  if (own.length === 0) return message;
  const shown = own.slice(0, MOST_STAKES).map((one) => `${one.table}: ${stakeText(one)}`);
  const more = own.length - shown.length;
  return `${message} (${[...shown, ...(more > 0 ? [`${more} more tables`] : [])].join('; ')})`;
}

/** A documentation path as a URL, where the repository has one. */
function linkedDocumentation(documentation: string, base: string | undefined): string {
  if (base === undefined || /^(?:[a-z]+:)?\/\//.test(documentation)) return documentation;
  return isAbsolute(documentation) ? documentation : `${base.replace(/\/$/, '')}/${documentation}`;
}

/**
 * The settings of the environment that a plan is of: each environment has its own catalog.
 * @throws ReviewError where the plan is of another stack
 */
export function settingsOf(plan: ReviewedPlan, given?: LakehouseSettings): LakehouseSettings {
  const found = knownSettings(plan, given);
  if (found) return found;
  throw new ReviewError(wrongStack(plan, environments()));
}

/** The settings as above; undefined where none are specified and no environment has the catalog. */
function knownSettings(
  plan: ReviewedPlan,
  given: LakehouseSettings | undefined,
): LakehouseSettings | undefined {
  const catalogs = catalogsOf(plan);
  const found = (given ? [given] : environments()).find(({ catalog }) =>
    catalogs.includes(catalog),
  );
  if (!found && given) throw new ReviewError(wrongStack(plan, [given]));
  return found;
}

function catalogsOf(plan: ReviewedPlan): string[] {
  return plan.ofType('databricks_catalog').map((change) => textOf(bodyOf(change).name));
}

function wrongStack(plan: ReviewedPlan, known: readonly LakehouseSettings[]): string {
  const catalogs = catalogsOf(plan);
  const wanted = known.map(({ environment, catalog }) => `${catalog} (${environment})`).join(', ');
  const got = catalogs.length > 0 ? `the catalog ${catalogs.join(', ')}` : 'no catalog';
  const count = `${plan.resources.length} resources`;
  return `plan: not of a lakehouse stack with the catalog ${wanted}, got ${got} among ${count}`;
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
