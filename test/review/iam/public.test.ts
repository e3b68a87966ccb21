import fc from 'fast-check';

import { parseDocument, type Statement } from '../../../review/iam/document';
import { publicReason } from '../../../review/iam/public';

type Fields = Record<string, unknown>;
const statement = (fields: Fields): Statement =>
  parseDocument(
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', ...fields } }),
  )![0]!;
const isPublic = (fields: Fields) => publicReason(statement(fields)) !== undefined;
const under = (operator: string, key: string, value: unknown) =>
  isPublic({ Principal: '*', Condition: { [operator]: { [key]: value } } });

const ACCOUNT = '111122223333';

describe('public statements', () => {
  it.each<[Fields]>([
    [{ Principal: '*' }],
    [{ Principal: ['*'] }],
    [{ Principal: { AWS: '*' } }],
    [{ principal: { aws: ['arn:aws:iam::111122223333:root', '*'] } }],
    [{ Principal: { '*': '*' } }],
    [{ Principal: { CanonicalUser: '*' } }],
    [{ Principal: { Service: '*' } }],
    [{ Principal: { AWS: 'arn:aws:iam::*:root' } }],
    [{ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }],
    [{ Principal: { Everyone: 'x' } }],
    [{ NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/x` } }],
    [{ Principal: { Federated: 'token.actions.githubusercontent.com' } }],
    [{ Effect: 'allow', Principal: '*', Condition: {} }],
    [{ Principal: '*', Condition: { StringEquals: {} } }],
  ])('%j', (fields) => expect(isPublic(fields)).toBe(true));

  it.each<[Fields]>([
    [{ Effect: 'Deny', Principal: '*' }],
    [{ Principal: { AWS: ACCOUNT } }],
    [{ Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, 'AIDAJQABLZS4A3QDU576Q'] } }],
    [{ Principal: { AWS: `arn:aws-us-gov:iam::${ACCOUNT}:role/path/name` } }],
    [{ Principal: { Service: ['s3.amazonaws.com', 'logs.eu-central-1.amazonaws.com'] } }],
    [{ Principal: { CanonicalUser: 'a'.repeat(64) } }],
    [{ Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/Example` } }],
    [
      {
        Principal: {
          Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
        },
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } },
      },
    ],
  ])('not %j', (fields) => expect(isPublic(fields)).toBe(false));

  it.each<[string, string, unknown]>([
    ['Bool', 'aws:SecureTransport', 'true'],
    ['StringLike', 'aws:PrincipalArn', '*'],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/x'],
    ['StringLike', 'aws:PrincipalOrgID', 'o-*'],
    ['StringEquals', 'aws:PrincipalArn', '${aws:PrincipalArn}'],
    ['StringEquals', 'aws:Referer', 'https://example.com/'],
    ['StringLike', 'aws:UserAgent', 'secret'],
    ['StringEqualsIfExists', 'aws:SourceVpce', 'vpce-1'],
    ['ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/'],
    ['StringNotEquals', 'aws:PrincipalAccount', ACCOUNT],
    ['StringEquals', 'aws:SourceVpce', []],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0'],
    ['IpAddress', 'aws:SourceIp', '::/0'],
    ['IpAddress', 'aws:SourceIp', ['0.0.0.0/1', '128.0.0.0/1']],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '::/1']],
    ['IpAddress', 'aws:SourceIp', 'anywhere'],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'],
  ])('under a condition that excludes no principal: %s %s %j', (operator, key, value) => {
    expect(under(operator, key, value)).toBe(true);
  });

  it.each<[string, string, unknown]>([
    ['StringEquals', 'aws:PrincipalOrgID', 'o-abc123'],
    ['ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/'],
    ['ArnLike', 'AWS:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/team-*`],
    ['StringEquals', 'aws:sourcevpce', ['vpce-1', 'vpce-2']],
    ['ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::acme-landing'],
    ['StringEquals', 'kms:CallerAccount', ACCOUNT],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::/48']],
    ['IpAddress', 'aws:SourceIp', '198.51.100.7'],
  ])('not under %s %s %j', (operator, key, value) => {
    expect(under(operator, key, value)).toBe(false);
  });

  it('stay public by a condition with any other key and any values', () => {
    const key = fc.string({ minLength: 1 }).filter((name) => !/^(aws|s3|kms):/i.test(name));
    fc.assert(
      fc.property(key, fc.array(fc.string()), (name, values) => {
        expect(under('StringEquals', name, values)).toBe(true);
      }),
    );
  });
});

describe('policy documents', () => {
  it.each(['no JSON', '{}', '[]', '{"Statement":"x"}', '{"Statement":[{"Effect":"Maybe"}]}'])(
    'are not: %s',
    (text) => expect(parseDocument(text)).toBeUndefined(),
  );
});
