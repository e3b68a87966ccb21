import { type Json, UNKNOWN } from '../../rules/plan-values';
import { bodyOf, type Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import type { ReportedChange } from '../report/report';
import { secretIn } from '../secrets/secret-value';
import type { Sources } from '../sources';
import { attributeChanges } from './attribute-changes';
import { deployedFile, textsOf } from './deployed-file';
import type { Detail } from './detail';
import { textDiff } from './text-diff';

/** The most details of a change, by its action. */
const MOST_DETAILS = { create: 12, delete: 0, other: 60 };
/** Types whose changes are in the section on access. */
const GRANTS = ['databricks_grants', 'databricks_grant', 'databricks_permissions'];
const TITLES = ['display_name', 'user_name', 'bucket', 'path', 'name', 'cluster_name', 'key'];
const SECURABLES = /^databricks_(catalog|schema|sql_table|volume|registered_model)$/;

export interface DescribeOptions {
  readonly workspaceRoot: string;
  readonly sources?: Sources;
  /** Shows changed access as attributes. @default false: the section on access shows it */
  readonly showsAccess?: boolean;
}

/** The changes of a resource, for a reader. */
export function describe(
  plan: ReviewedPlan,
  change: Change,
  options: DescribeOptions,
): ReportedChange {
  const all = details(change, options).filter(
    // the service sets the unknown attributes of a new resource
    ({ after }) => change.action !== 'create' || after !== UNKNOWN.label,
  );
  const { create, delete: gone, other } = MOST_DETAILS;
  const most = { create, delete: gone, forget: gone }[change.action as string] ?? other;
  const shown = all.slice(0, most);
  const omitted = change.action === 'delete' ? 0 : all.length - shown.length;
  return {
    address: change.address,
    type: change.type,
    action: change.action,
    title: title(plan, change),
    details: shown,
    ...(omitted > 0 && { omittedDetails: omitted }),
    notes: notes(change, all),
  };
}

function details(change: Change, options: DescribeOptions): Detail[] {
  const { workspaceRoot, sources, showsAccess = false } = options;
  if (GRANTS.includes(change.type) && !showsAccess) return [];
  const found = attributeChanges(change.before ?? null, change.after ?? null, change.type);
  const file = deployedFile(change, workspaceRoot);
  if (file === undefined || file.before === file.after) return found;
  const texts = textsOf(file, sources);
  // a secret must not be in a diff, nor the lines around it
  if (texts === undefined || secretIn(texts.before) || secretIn(texts.after)) {
    const { path, before, after } = file;
    return [
      { path, ...(before && { before: `md5 ${before}` }), ...(after && { after: `md5 ${after}` }) },
      ...found,
    ];
  }
  const { lines, omittedLines } = textDiff(texts.before, texts.after);
  return [{ path: file.path, diff: lines, ...(omittedLines > 0 && { omittedLines }) }, ...found];
}

function title(plan: ReviewedPlan, change: Change): string {
  if (SECURABLES.test(change.type)) return plan.fullName(change);
  const body = bodyOf(change);
  const named = TITLES.map((name): Json => body[name] ?? null).find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof named === 'string' ? named : change.name;
}

function notes(change: Change, all: readonly Detail[]): string[] {
  const isGrant = GRANTS.includes(change.type);
  return [
    ...(change.previousAddress ? [`moved from ${change.previousAddress}`] : []),
    ...(change.importedId ? [`imported with the id ${change.importedId}`] : []),
    ...(change.deferred ? [`deferred: ${change.deferred}`] : []),
    ...(change.replacedFor.length > 0
      ? [`replaced, as ${change.replacedFor.join(', ')} cannot change in place`]
      : []),
    ...(isGrant ? ['the section Access lists its changes'] : []),
    // an update is reported even if all of its details are left out
    ...(change.action === 'update' && all.length === 0 && !isGrant
      ? ['changes only attributes that the provider computes']
      : []),
  ];
}
