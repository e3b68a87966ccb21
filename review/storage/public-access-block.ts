import { blocks } from '../../rules/compute';
import type { Change } from '../plan/change';

/** Types that block public access to S3, of a bucket or of the account. */
export const PUBLIC_ACCESS_BLOCKS = [
  'aws_s3_bucket_public_access_block',
  'aws_s3_account_public_access_block',
];

const LOCKS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/** The locks that a resource leaves open, in one message. */
export function unblockedBy({ type, after = {} }: Change): string[] {
  const bodies = PUBLIC_ACCESS_BLOCKS.includes(type)
    ? [after]
    : blocks(after.public_access_block_configuration);
  const open = LOCKS.filter((name) => bodies.some((body) => body[name] !== true));
  return open.length > 0 ? [`does not ${open.join(', ').replaceAll('_', ' ')}`] : [];
}
