import type { Change } from '../plan/change';
import type { Body, Json } from '../plan/hidden';
import { blocks } from '../compute';
import type { Policy, Violation } from './policy';

const DELTA_RETENTION = ['delta.logRetentionDuration', 'delta.deletedFileRetentionDuration'];

export const retentionLowered: Policy = {
  name: 'retention-lowered',
  severity: 'block',
  rule: 'history is kept at least as long as before: what is past the new limit cannot be restored',
  repair: 'Keep the retention at its previous length, or longer.',
  check: ({ changes }) => changes.flatMap(lowered),
};

function lowered({ address, type, action, before = {}, after = {} }: Change): Violation[] {
  const found = (message: string): Violation[] => [{ address, message }];
  if (action === 'delete') {
    return type === 'aws_s3_bucket_versioning' ? found('no longer keeps old versions') : [];
  }
  if (action !== 'update' && action !== 'replace') return [];
  switch (type) {
    case 'databricks_sql_table': {
      const [old, now] = [properties(before), properties(after)];
      return DELTA_RETENTION.flatMap((name) => {
        const [was, is] = [days(old[name]), days(now[name])];
        return was !== undefined && is !== undefined && is < was
          ? found(`lowers ${name} from ${was} to ${is} days`)
          : [];
      });
    }
    case 'aws_s3_bucket_lifecycle_configuration':
      return rules(before, after).flatMap(({ id, what, was, is }) =>
        is < was ? found(`rule ${id} ends ${what} after ${is} days, was ${shown(was)}`) : [],
      );
    case 'aws_s3_bucket_versioning': {
      const [was] = blocks(before.versioning_configuration);
      const [is] = blocks(after.versioning_configuration);
      return was?.status === 'Enabled' && is?.status !== 'Enabled'
        ? found('no longer keeps old versions')
        : [];
    }
    case 'aws_sqs_queue':
      return Number(after.message_retention_seconds) < Number(before.message_retention_seconds)
        ? found('keeps messages for a shorter time')
        : [];
    default:
      return [];
  }
}

function properties(body: Body): Body {
  return (body.properties ?? {}) as Body;
}

const DAYS: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30 };

/** The days of an interval: `interval 30 days`. */
function days(value: Json | undefined): number | undefined {
  const match = /^\s*(?:interval\s+)?(\d+)\s+(hour|day|week|month)s?\s*$/i.exec(String(value));
  return match ? Number(match[1]) * (DAYS[match[2]!.toLowerCase()] as number) : undefined;
}

interface Expiry {
  readonly id: string;
  readonly what: string;
  readonly was: number;
  readonly is: number;
}

/** What a bucket's rules end, in days: before and after. No rule keeps for ever. */
function rules(before: Body, after: Body): Expiry[] {
  const [old, now] = [expiries(before), expiries(after)];
  return [...now].map(([key, is]) => {
    const [id, what] = JSON.parse(key) as [string, string];
    return { id, what, was: old.get(key) ?? Infinity, is };
  });
}

function expiries(body: Body): Map<string, number> {
  return new Map(
    blocks(body.rule)
      .filter(({ status }) => status !== 'Disabled')
      .flatMap((rule) => [
        ...blocks(rule.expiration)
          .filter(({ days: number }) => Number(number) > 0)
          .map(({ days: number }) => [key(rule, 'objects'), Number(number)] as const),
        ...blocks(rule.noncurrent_version_expiration).map(
          ({ noncurrent_days: number }) => [key(rule, 'old versions'), Number(number)] as const,
        ),
      ]),
  );
}

function key({ id }: Body, what: string): string {
  return JSON.stringify([id, what]);
}

function shown(number: number): string {
  return Number.isFinite(number) ? String(number) : 'never';
}
