/** One statement of an IAM policy, in IAM's own names. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** @default - none, as in a policy of a role */
  readonly Principal?: '*' | { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  /** @default - the statement always holds */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A policy as the JSON text that AWS takes. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Refuses what comes by plain HTTP, or by a TLS older than 1.2. */
export function tlsOnly(service: 's3' | 'sns' | 'sqs', resources: string[]): PolicyStatement[] {
  const plain: PolicyStatement = {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    // SNS refuses a wildcard over all of its actions in a topic's policy
    Action: service === 'sns' ? 'sns:Publish' : `${service}:*`,
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  if (service !== 's3') return [plain];
  return [
    plain,
    {
      ...plain,
      Sid: 'DenyOldTls',
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  ];
}
