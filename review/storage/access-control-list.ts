import { blocks } from '../../rules/compute';
import { type Body, Hidden, isSame, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';

/** Canned ACLs that give nothing to the public (Amazon S3 User Guide, "Canned ACL"). */
const CLOSED_ACLS = [
  'private',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
  'aws-exec-read',
];
const PUBLIC_GROUPS = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/i;

/** The ways in which ACLs of an AWS resource open it to the public. */
export function openedByAcl({ type, before, after = {} }: Change): string[] {
  if (!type.startsWith('aws_s3')) return [];
  const canned = after.acl ?? null;
  // S3 sets the ACL of a new bucket: private
  const isDefault = before === undefined && canned instanceof Hidden && type === 'aws_s3_bucket';
  const isOpen =
    canned instanceof Hidden
      ? !isDefault && !isSame(before?.acl, canned)
      : canned !== null && canned !== '' && !CLOSED_ACLS.includes(textOf(canned));
  const isCanned = typeof canned === 'string' && canned !== '';
  return [
    ...(isOpen ? [`has the ACL ${textOf(canned)}`] : []),
    ...grantees(type, after, isCanned).flatMap((grantee) => openGrantee(grantee)),
  ];
}

/** @param isCanned whether the ACL has a name: S3 derives the grants from it */
function grantees(type: string, after: Body, isCanned: boolean): Json[] {
  if (type === 'aws_s3_bucket_acl') {
    const policy = after.access_control_policy ?? null;
    if (policy instanceof Hidden) return isCanned ? [] : [policy];
    return blocks(policy).flatMap(({ grant }) =>
      grant instanceof Hidden ? [grant] : blocks(grant).flatMap(({ grantee }) => elements(grantee)),
    );
  }
  if (type === 'aws_s3_bucket_logging') {
    return blocks(after.target_grant).flatMap(({ grantee }) => elements(grantee));
  }
  // S3 sets the grants of a new bucket
  return after.grant instanceof Hidden ? [] : blocks(after.grant);
}

function elements(grantee: Json | undefined): Json[] {
  return grantee instanceof Hidden ? [grantee] : blocks(grantee);
}

function openGrantee(grantee: Json): string[] {
  const uri = grantee instanceof Hidden ? grantee : ((grantee as Body).uri ?? null);
  if (uri instanceof Hidden) return [`grants by an ACL to ${uri.label}`];
  return PUBLIC_GROUPS.test(textOf(uri)) ? [`grants by an ACL to ${textOf(uri)}`] : [];
}
