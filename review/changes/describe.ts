import { bodyOf, type Change } from '../plan/change';
import { UNKNOWN, type Json } from '../plan/hidden';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import type { ReportedChange } from '../report/report';
import { secretIn } from '../secrets/secret-value';
import type { Sources } from '../sources';
import { attributeChanges } from './attribute-changes';
import { deployedFile, textsOf } from './deployed-file';
import type { Detail } from './detail';
import { textDiff } from './text-diff';

/** Of a resource that comes or goes, what it is like; of one that changes, more. */
const MOST_DETAILS = { create: 12, delete: 0, other: 60 };
/** What the section on access says better. */
const GRANTS = ['databricks_grants', 'databricks_grant', 'databricks_permissions'];
const TITLES = ['display_name', 'user_name', 'bucket', 'path', 'name', 'cluster_name', 'key'];
const SECURABLES = /^databricks_(catalog|schema|sql_table|volume|registered_model)$/;

export interface DescribeOptions {
  readonly workspaceRoot: string;
  readonly sources?: Sources;
}

/** What changes about a resource, as a reader wants to know it. */
export function describe(
  plan: ReviewedPlan,
  change: Change,
  options: DescribeOptions,
): ReportedChange {
  const all = details(change, options).filter(
    // what a resource gets when it is made is the service's to say
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

function details(change: Change, { workspaceRoot, sources }: DescribeOptions): Detail[] {
  if (GRANTS.includes(change.type)) return [];
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
    ...(change.replacedFor.length > 0
      ? [`replaced, as ${change.replacedFor.join(', ')} cannot change in place`]
      : []),
    ...(isGrant ? ['who gains and loses what is listed under Access'] : []),
    // never silent: an update whose details are all left out is an update
    ...(change.action === 'update' && all.length === 0 && !isGrant
      ? ['only attributes change that the provider computes']
      : []),
  ];
}
