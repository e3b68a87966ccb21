/** An AWS account in one region, and how its resources are named. */
export interface AwsAccount {
  readonly accountId: string;
  readonly region: string;
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): 'aws' | 'aws-us-gov' {
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/**
 * The ARN of a resource of the account. Where a policy and what it speaks of need each other, one
 * of the two has to be named by what it will be called.
 */
export function arnOf(
  { accountId, region }: AwsAccount,
  service: 'iam' | 's3' | 'sns' | 'sqs',
  resource: string,
): string {
  const place = { iam: `:${accountId}`, s3: ':' }[service as 'iam' | 's3'];
  return `arn:${partitionOf(region)}:${service}:${place ?? `${region}:${accountId}`}:${resource}`;
}
