import { blocks } from '../../rules/compute';
import { Hidden, isSame, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { bucketOf } from '../storage/bucket';
import { newExpiries, whenOf } from '../storage/lifecycle';
import { intervalSeconds } from '../tables/interval';
import { isChangedTable, propertyOf } from '../tables/properties';
import { changedConcerns, isRetention } from '../triage/concerns';
import { concernMessage } from './concern-message';
import type { Policy, PolicyContext, Violation } from './policy';

/** Defaults in seconds, by the Delta documentation, "Table properties reference". */
const DELTA_RETENTION: Readonly<Record<string, number>> = {
  'delta.logRetentionDuration': 30 * 86_400,
  'delta.deletedFileRetentionDuration': 7 * 86_400,
  'delta.setTransactionRetentionDuration': Infinity,
};

export const retentionLowered: Policy = {
  name: 'retention-lowered',
  severity: 'block',
  rule: 'history is retained at least as long as before: data past the new limit cannot be restored',
  repair: 'Keep the old retention, or agree on the new one with the data protection officer.',
  check: (context) =>
    context.changes.flatMap((change) => [
      ...tableRetention(change),
      ...bucketVersions(change, context),
      ...bucketRules(change, context),
      ...changedConcerns(change)
        .filter(isRetention)
        .map((changed) => ({
          address: change.address,
          subject: changed.path,
          message: concernMessage(changed),
        })),
    ]),
};

/** Retention of a Delta table: lowered, removed, or in a form that cannot be compared. */
function tableRetention(change: Change): Violation[] {
  if (!isChangedTable(change)) return [];
  const { address, before = {}, after = {} } = change;
  return Object.entries(DELTA_RETENTION).flatMap(([name, byDefault]) => {
    const [was, is] = [propertyOf(before, name), propertyOf(after, name)];
    if (isSame(was, is)) return [];
    const found = (message: string): Violation[] => [{ address, subject: name, message }];
    if (is === undefined) return found(`removes ${name}, was ${text(was)}`);
    const [old, now] = [was === undefined ? byDefault : seconds(was), seconds(is)];
    if (old === undefined || now === undefined) {
      return found(`changes ${name} from ${text(was)} to ${text(is)}, which cannot be compared`);
    }
    return now < old ? found(`lowers ${name} from ${days(old)} to ${days(now)} days`) : [];
  });
}

function seconds(value: Json): number | undefined {
  return typeof value === 'string' ? intervalSeconds(value) : undefined;
}

/** Days with at most three decimals. */
function days(number: number): string {
  return Number.isFinite(number) ? String(Number((number / 86_400).toFixed(3))) : 'unlimited';
}

/** Versions of a bucket's objects: of a resource for them, or of a block of the bucket. */
function bucketVersions(change: Change, { plan }: PolicyContext): Violation[] {
  const { address, type, action, before, after } = change;
  const found = [{ address, message: 'no longer retains old versions of objects' }];
  if (type === 'aws_s3_bucket') {
    const isLost =
      before && after && isVersioned(before.versioning) && !isVersioned(after.versioning);
    return isLost ? found : [];
  }
  if (type !== 'aws_s3_bucket_versioning') return [];
  if (action === 'delete' || action === 'forget') return found;
  if (after === undefined || isVersioned(after.versioning_configuration)) return [];
  if (before !== undefined) return isVersioned(before.versioning_configuration) ? found : [];
  return isOfNewBucket(change, plan) ? [] : found;
}

function isVersioned(value: Json | undefined): boolean {
  if (value instanceof Hidden) return false;
  return blocks(value).some(({ status, enabled }) => status === 'Enabled' || enabled === true);
}

/** Rules that delete objects earlier than before, or at all. */
function bucketRules(change: Change, { plan }: PolicyContext): Violation[] {
  const { address, type, before = {}, after } = change;
  const isLifecycle = type === 'aws_s3_bucket_lifecycle_configuration';
  if ((!isLifecycle && type !== 'aws_s3_bucket') || after === undefined) return [];
  const isNew = isLifecycle ? isOfNewBucket(change, plan) : change.before === undefined;
  if (isNew) return [];
  return newExpiries(before, after).map((expiry) => ({
    address,
    subject: `${expiry.rule} ${expiry.what}`,
    message:
      `rule ${expiry.rule} ${expiry.what === 'archived objects' ? 'archives objects' : `deletes ${expiry.what}`} ${whenOf(expiry)}` +
      `${expiry.prefix === '' ? '' : ` under ${expiry.prefix}`}, earlier than before`,
  }));
}

/** Returns whether the plan creates the bucket that a resource is about: it has no objects yet. */
function isOfNewBucket(change: Change, plan: PolicyContext['plan']): boolean {
  if (change.action !== 'create') return false;
  return bucketOf(change, plan)?.action === 'create';
}

function text(value: Json | undefined): string {
  if (value instanceof Hidden) return value.label;
  return value === undefined ? 'the default' : textOf(value);
}
