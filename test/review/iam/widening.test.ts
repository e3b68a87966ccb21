import { broadReason, isBroadPolicy } from '../../../review/iam/broad';
import { parseDocument } from '../../../review/iam/document';
import { widened } from '../../../review/iam/widening';

type Fields = Record<string, unknown>;
const of = (...statements: Fields[]) =>
  parseDocument(
    JSON.stringify({
      Statement: statements.map((fields) => ({
        Effect: 'Allow',
        Resource: 'arn:aws:s3:::a/*',
        ...fields,
      })),
    }),
  )!;
const READ = { Action: ['s3:GetObject'] };

describe('widened documents', () => {
  it.each<[string, Fields, Fields, number]>([
    ['the same', READ, READ, 0],
    ['fewer actions', { Action: 's3:Get*' }, READ, 0],
    ['actions in another case', { Action: 'S3:getobject' }, READ, 0],
    ['a narrower resource', READ, { ...READ, Resource: 'arn:aws:s3:::a/b/*' }, 0],
    [
      'a condition more',
      READ,
      { ...READ, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      0,
    ],
    ['more actions', READ, { Action: 's3:Get*' }, 1],
    ['another resource', READ, { ...READ, Resource: '*' }, 1],
    ['a condition less', { ...READ, Condition: { Bool: { a: 'true' } } }, READ, 1],
    [
      'another principal',
      { ...READ, Principal: { AWS: '1' } },
      { ...READ, Principal: { AWS: ['1', '2'] } },
      1,
    ],
    ['an action for all but it', READ, { NotAction: 's3:GetObject' }, 1],
  ])('%s', (_, before, after, count) => {
    expect(widened(of(before), of(after))).toHaveLength(count);
  });

  it('are those that lose a Deny', () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    expect(widened(of(READ, deny), of(READ))).toEqual(['no longer denies s3:* on *']);
    expect(widened(of(READ), of(READ, deny))).toEqual([]);
  });

  it('compare long patterns in a short time', () => {
    const pattern = { ...READ, Resource: `arn:aws:s3:::${'*a'.repeat(200)}` };
    expect(
      widened(of(pattern), of({ ...READ, Resource: `arn:aws:s3:::${'a'.repeat(5_000)}b` })),
    ).toHaveLength(1);
  });
});

describe('broad policies', () => {
  it.each<[Fields, boolean]>([
    [{ Action: '*', Resource: '*' }, true],
    [{ Action: 's3:*', Resource: '*' }, true],
    [{ Action: 'iam:PassRole', Resource: '*' }, true],
    [{ NotAction: 'iam:*', Resource: '*' }, true],
    [{ Action: 's3:*' }, false],
    [{ Action: 's3:GetObject', Resource: '*' }, false],
    [{ Effect: 'Deny', Action: '*', Resource: '*' }, false],
  ])('%j: %s', (fields, expected) => {
    expect(broadReason(of(fields)[0]!) !== undefined).toBe(expected);
  });

  it('are managed ones that give all of a service', () => {
    const names = ['AdministratorAccess', 'AmazonS3FullAccess', 'IAMFullAccess', 'PowerUserAccess'];
    expect(names.every((name) => isBroadPolicy(`arn:aws:iam::aws:policy/${name}`))).toBe(true);
    expect(isBroadPolicy('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess')).toBe(false);
  });
});
