import type { Change } from '../plan/change';
import type { Json } from '../plan/hidden';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { isDeclared, type Policy, type Violation } from './policy';

const BLOCKS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];
const PUBLIC_MEMBERS = /^(allUsers|allAuthenticatedUsers)$/;

export const publicStorage: Policy = {
  name: 'public-storage',
  severity: 'block',
  rule: 'storage is closed to the public, by more than one lock',
  repair: 'Remove the public principal, and block public access for the bucket or container.',
  check: ({ changes, plan }) => [
    ...changes.filter(isDeclared).flatMap(open),
    ...changes
      .filter(({ type }) => type === 'aws_s3_bucket_public_access_block')
      .filter(({ action }) => action === 'delete')
      .map(({ address }) => ({ address, message: 'no longer blocks public access' })),
    ...unblocked(changes, plan),
  ],
};

function open(change: Change): Violation[] {
  const { address, type, after = {} } = change;
  const found = (message: string): Violation[] => [{ address, message }];
  switch (type) {
    case 'aws_s3_bucket_public_access_block': {
      const off = BLOCKS.filter((name) => after[name] !== true);
      return off.length > 0 ? found(`does not ${off.join(', ').replaceAll('_', ' ')}`) : [];
    }
    case 'aws_s3_bucket':
    case 'aws_s3_bucket_acl':
      return /^(public-|authenticated-read$)/.test(String(after.acl ?? ''))
        ? found(`has the ACL ${String(after.acl)}`)
        : [];
    case 'aws_s3_bucket_policy':
    case 'aws_sqs_queue_policy':
    case 'aws_sns_topic_policy':
      return allowsEverybody(after.policy) ? found('allows everybody, without a condition') : [];
    case 'azurerm_storage_account':
      return after.allow_nested_items_to_be_public === true
        ? found('allows public containers')
        : [];
    case 'azurerm_storage_container':
      return ['blob', 'container'].includes(String(after.container_access_type ?? ''))
        ? found(`is public (${String(after.container_access_type)})`)
        : [];
    case 'google_storage_bucket':
      return after.public_access_prevention !== 'enforced'
        ? found('does not enforce public access prevention')
        : [];
    case 'google_storage_bucket_iam_member':
      return PUBLIC_MEMBERS.test(String(after.member ?? ''))
        ? found(`grants to ${String(after.member)}`)
        : [];
    default:
      return [];
  }
}

/** Buckets that are made with no block of public access beside them. */
function unblocked(changes: readonly Change[], plan: ReviewedPlan): Violation[] {
  const blocked = new Set(
    plan
      .ofType('aws_s3_bucket_public_access_block')
      .filter(({ action }) => action !== 'delete')
      .flatMap((block) => [
        plan.referenced(block.address, ['bucket'])?.address,
        String(block.after?.bucket),
      ]),
  );
  return changes
    .filter(({ type, action }) => type === 'aws_s3_bucket' && action === 'create')
    .filter(({ address, after }) => !blocked.has(address) && !blocked.has(String(after?.bucket)))
    .map(({ address }) => ({ address, message: 'has no aws_s3_bucket_public_access_block' }));
}

/** A statement that allows `*`. What is not known yet is not judged. */
function allowsEverybody(policy: Json | undefined): boolean {
  if (typeof policy !== 'string') return false;
  let statements: unknown;
  try {
    statements = (JSON.parse(policy) as { Statement?: unknown }).Statement;
  } catch {
    return false;
  }
  return [statements].flat().some((entry) => {
    const statement = (entry ?? {}) as Record<string, unknown>;
    const principal = statement.Principal as string | { AWS?: string | string[] } | undefined;
    const names = typeof principal === 'string' ? [principal] : [principal?.AWS ?? []].flat();
    const isLimited = Object.keys((statement.Condition ?? {}) as object).length > 0;
    return statement.Effect === 'Allow' && names.includes('*') && !isLimited;
  });
}
