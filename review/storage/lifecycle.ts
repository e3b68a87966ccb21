import { blocks } from '../../rules/compute';
import { type Body, Hidden, hiddenIn, isSame, type Json, textOf } from '../../rules/plan-values';

/** Classes that no service reads before a restore (Amazon S3 User Guide, "Storage classes"). */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** A time after which a rule deletes objects or their old versions, or archives them. */
export interface Expiry {
  readonly rule: string;
  readonly what: 'objects' | 'old versions' | 'archived objects';
  /** The objects that the rule is about. */
  readonly prefix: string;
  /** The rest of the filter: tags and sizes. */
  readonly filter: Json;
  /** Days until the deletion. @default - a date, or a number of versions */
  readonly days: number;
  /** The rest of the condition. */
  readonly condition: Json;
}

/**
 * The deletions of a bucket's rules that no earlier rule makes. A rule applies to the objects that
 * exist already (Amazon S3 User Guide, "Managing the lifecycle of objects").
 */
export function newExpiries(before: Body, after: Body): Expiry[] {
  const known = expiries(before);
  return expiries(after).filter((expiry) => !known.some((earlier) => includes(earlier, expiry)));
}

/** The time of an expiry, in words. */
export function whenOf({ days, condition }: Expiry): string {
  return Number.isNaN(days) ? JSON.stringify(condition) : `after ${days} days`;
}

/** Returns whether all that one expiry deletes is deleted by an earlier one, at the latest then. */
function includes(earlier: Expiry, expiry: Expiry): boolean {
  return (
    earlier.what === expiry.what &&
    expiry.prefix.startsWith(earlier.prefix) &&
    isSame(earlier.filter, expiry.filter) &&
    isSame(earlier.condition, expiry.condition) &&
    (earlier.days <= expiry.days || (Number.isNaN(earlier.days) && Number.isNaN(expiry.days)))
  );
}

/** Expiries of `aws_s3_bucket_lifecycle_configuration`, and of `lifecycle_rule` of a bucket. */
function expiries(body: Body): Expiry[] {
  const list = body.rule ?? body.lifecycle_rule ?? null;
  const hidden = hiddenIn(list);
  if (hidden) return [hiddenExpiry(hidden)];
  return blocks(list)
    .filter(({ status, enabled }) => status !== 'Disabled' && enabled !== false)
    .flatMap((rule) => [
      ...blocks(rule.expiration)
        .filter(({ days, date }) => isSet(days) || isSet(date))
        .map((expiration) => expiry(rule, 'objects', expiration)),
      ...blocks(rule.noncurrent_version_expiration).map((expiration) =>
        expiry(rule, 'old versions', expiration),
      ),
      ...blocks(rule.transition)
        .filter(
          ({ storage_class: name }) => name instanceof Hidden || ARCHIVES.includes(textOf(name)),
        )
        .map((transition) => expiry(rule, 'archived objects', transition)),
    ]);
}

function expiry(rule: Body, what: Expiry['what'], expiration: Body): Expiry {
  const { days, noncurrent_days: noncurrent, ...condition } = expiration;
  const count = [noncurrent, days].find(isSet);
  const [filter = {}] = blocks(rule.filter);
  const [and = {}] = blocks(filter.and);
  const prefix = [filter.prefix, and.prefix, rule.prefix].find(isSet);
  return {
    rule: typeof rule.id === 'string' ? rule.id : '(no id)',
    what,
    prefix: typeof prefix === 'string' ? prefix : '',
    filter: compact({
      ...filter,
      ...and,
      and: null,
      prefix: prefix instanceof Hidden ? prefix : null,
      tags: and.tags ?? rule.tags ?? null,
    }),
    // a hidden number of days may be any
    days: count === undefined ? NaN : count instanceof Hidden ? 0 : Number(count),
    condition: compact({ ...condition, expired_object_delete_marker: null }),
  };
}

function hiddenExpiry(condition: Hidden): Expiry {
  return { rule: condition.label, what: 'objects', prefix: '', filter: {}, days: NaN, condition };
}

function compact(fields: { [name: string]: Json | undefined }): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSet(value))) as Json;
}

function isSet(value: Json | undefined): boolean {
  if (value instanceof Hidden) return true;
  return value !== undefined && value !== null && value !== '' && value !== 0;
}
