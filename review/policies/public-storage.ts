import { Hidden } from '../../rules/plan-values';
import {
  type ChangedDocument,
  documentsOf,
  isOfNewResource,
  isUnseen,
} from '../iam/changed-documents';
import { parseDocument } from '../iam/document';
import { publicReason } from '../iam/public';
import type { Change } from '../plan/change';
import type { ReviewedPlan } from '../plan/reviewed-plan';
import { openedByAcl } from '../storage/access-control-list';
import { bucketOf, isOfSameBucket } from '../storage/bucket';
import { openOf } from '../storage/other-clouds';
import { PUBLIC_ACCESS_BLOCKS, unblockedBy } from '../storage/public-access-block';
import { isDeclared, type Policy, type PolicyContext, type Violation } from './policy';

export const publicStorage: Policy = {
  name: 'public-storage',
  severity: 'block',
  rule: 'storage, keys, queues, topics and roles are closed to the public, by more than one lock',
  repair: 'Remove the public principal or ACL, and set all four public access blocks.',
  check: ({ changes, plan }) => [
    ...changes.filter(isAfter).flatMap((change) => open(change, plan)),
    ...changes.filter(({ type }) => PUBLIC_ACCESS_BLOCKS.includes(type)).flatMap(unlocked),
    ...unblocked({ changes, plan }),
  ],
};

/** Returns whether the object exists after the plan, in a form that the plan sets. */
function isAfter(change: Change): boolean {
  return isDeclared(change) || change.action === 'import';
}

function open(change: Change, plan: ReviewedPlan): Violation[] {
  const { address } = change;
  return [
    ...[...unblockedBy(change), ...openedByAcl(change), ...openOf(change)].map((message) => ({
      address,
      message,
    })),
    ...documentsOf(change)
      .filter(({ kind }) => kind !== 'identity')
      .flatMap((document) => openDocument(document, plan)),
  ];
}

function openDocument(document: ChangedDocument, plan: ReviewedPlan): Violation[] {
  const { change, attribute, after } = document;
  const { address } = change;
  const found = (message: string, more: Partial<Violation> = {}): Violation[] => [
    { address, subject: attribute, message, ...more },
  ];
  if (after instanceof Hidden) {
    if (!isUnseen(document) || isLocked(change, plan)) return [];
    const severity = isOfNewResource(document, plan) ? 'warn' : 'block';
    return found(`has a ${attribute} that the plan does not show: ${after.label}`, { severity });
  }
  const statements = typeof after === 'string' ? parseDocument(after) : undefined;
  if (statements === undefined) return found(`has a ${attribute} that is no policy document`);
  return statements.flatMap((statement, i) => {
    const reason = publicReason(statement);
    return reason === undefined ? [] : found(reason, { subject: `${attribute} ${i}` });
  });
}

/** Returns whether a block of public access makes S3 refuse a public policy. */
function isLocked(change: Change, plan: ReviewedPlan): boolean {
  if (change.type !== 'aws_s3_bucket_policy') return false;
  return blocksOfBuckets(plan)
    .filter(
      ({ after }) => after?.block_public_policy === true && after.restrict_public_buckets === true,
    )
    .some((block) => isOfSameBucket(change, block, plan));
}

/** The blocks of public access that exist after the plan. */
function blocksOfBuckets(plan: ReviewedPlan): Change[] {
  return plan
    .ofType('aws_s3_bucket_public_access_block')
    .filter(({ action }) => action !== 'delete' && action !== 'forget');
}

function unlocked({ address, action }: Change): Violation[] {
  const isLost = action === 'delete' || action === 'forget';
  return isLost ? [{ address, message: 'no longer blocks public access' }] : [];
}

/** Buckets that are created without a block of public access. A block of an unknown bucket is of none. */
function unblocked({ changes, plan }: Pick<PolicyContext, 'changes' | 'plan'>): Violation[] {
  const owners = blocksOfBuckets(plan).map((block) => bucketOf(block, plan)?.address);
  const found = owners.includes(undefined) ? UNSEEN : MISSING;
  return changes
    .filter(({ type, action }) => type === 'aws_s3_bucket' && action === 'create')
    .filter(({ address }) => !owners.includes(address))
    .map(({ address }) => ({ address, ...found }));
}

const MISSING = { message: 'has no aws_s3_bucket_public_access_block' };
const UNSEEN = {
  message: 'has no aws_s3_bucket_public_access_block whose bucket the plan shows',
  repair: 'Refer to this bucket, and to no other, in `bucket` of its public access block.',
};
