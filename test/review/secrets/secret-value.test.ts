import { looksRandom, secretIn, withoutSecrets } from '../../../review/secrets/secret-value';

// put together here, so that scanners of this repository find no token in it
const HEX = '0123456789abcdef'.repeat(2);
const PEM_HEADER = `-----BEGIN RSA ${'PRIVATE'} KEY-----`;
const LETTERS = 'AbCdEf0123'.repeat(4);

describe('secretIn', () => {
  it.each<[string, string]>([
    [`dapi${HEX}`, 'a Databricks token'],
    [`dose${HEX}-2`, 'a Databricks token'],
    [`AKIA${'IOSFODNN7EXAMPLE'}`, 'an AWS access key'],
    [`${'Ab1+'.repeat(21)}Ab==`, 'an Azure storage key'],
    [`abc8Q~${'x1Y2'.repeat(8)}`, 'an Azure client secret'],
    [`https://a.blob.core.windows.net/c?sv=1&sig=${LETTERS}`, 'a shared access signature'],
    [`AccountName=a;AccountKey=${LETTERS};`, 'a connection string'],
    [`eyJ${LETTERS}.eyJ${LETTERS}.${LETTERS}`, 'a JSON Web Token'],
    [`x\n${PEM_HEADER}\nMII`, 'a private key'],
    [`ghp_${LETTERS}`, 'a GitHub token'],
    [`glpat-${LETTERS}`, 'a GitLab token'],
    [`https://hooks.slack.com/services/T0/B0/${LETTERS}`, 'a webhook with its secret'],
    [`Authorization: Bearer ${LETTERS}`, 'an authorization header'],
    ['postgresql://app:hunter2@db.example.com/calls', 'a URL with a password'],
    ['redis://:hunter2@cache', 'a URL with a password'],
    ['jdbc:sqlserver://db;user=u;password=hunter2', 'the value of password'],
    ['{"clientSecret": "hunter2"}', 'the value of clientSecret'],
    ['#!/bin/bash\nexport DB_PASSWORD=hunter2\n', 'the value of DB_PASSWORD'],
    ['--api-key=hunter2', 'the value of --api-key'],
    ['curl -u x --password hunter2 https://example.com', 'the value of --password'],
    [
      "create connection c type mysql options (user 'u', password 'hunter2')",
      'the value of password',
    ],
    ['Server=tcp:db;User ID=u;Password=hunter2;', 'the value of Password'],
    ['mongodb+srv://app:hunter2@db.example.com', 'a URL with a password'],
  ])('finds %j', (text, what) => {
    expect(secretIn(text)).toBe(what);
    expect(withoutSecrets(text)).toContain('(sensitive)');
    expect(secretIn(withoutSecrets(text))).toBeUndefined();
  });

  it.each([
    '{{secrets/scope/key}}',
    'Bearer {{secrets/scope/key}}',
    'jdbc:postgresql://db/x?user={{secrets/s/u}}&password={{secrets/s/p}}',
    'https://{{secrets/s/u}}:{{secrets/s/p}}@host/',
    'abfss://calls@acmelake.dfs.core.windows.net/landing',
    's3://lakehouse-prod-landing/calls',
    'postgresql://db.example.com:5432/calls',
    'token = dbutils.secrets.get("scope", "key")',
    'token = credentials.token',
    "select secret('scope', 'key')",
    'password: string',
    '-----BEGIN PUBLIC KEY-----\nMII',
    '-----BEGIN CERTIFICATE-----\nMII',
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:calls',
    'The password of the account expires after 90 days.',
    'databricks auth token --token <value> --secret $SECRET',
    "options (password secret('scope', 'key'))",
  ])('finds no secret in %j', (text) => {
    expect(secretIn(text)).toBeUndefined();
    expect(withoutSecrets(text)).toBe(text);
  });
});

describe('secretIn of long texts', () => {
  it.each(['a', 'a.', 'http', 'token', 'password=', PEM_HEADER, 'eyJ', '://a:'])(
    'takes time that grows with their length only: %j',
    (part) => {
      const seconds = (length: number): number => {
        const text = `${part.repeat(length / part.length)} token`;
        const started = process.cpuUsage();
        secretIn(text);
        return process.cpuUsage(started).user / 1e6;
      };
      // a quadratic time would be minutes
      expect(seconds(1_000_000)).toBeLessThan(5);
    },
    60_000,
  );
});

describe('looksRandom', () => {
  it('tells generated values from names, paths and ids', () => {
    expect(looksRandom('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toBe(true);
    expect(looksRandom('9f86d081884c7d659a2feaa0c55ad015')).toBe(true);
    expect(looksRandom('silver-call-transcripts-2024-prod-v2')).toBe(false);
    expect(looksRandom('/Shared/lakehouse/notebooks/merge_conversations')).toBe(false);
    expect(looksRandom('assets/9f86d081884c7d659a2feaa0c55ad015/land_feed.py')).toBe(false);
    expect(looksRandom('00000000-0000-4000-8000-0000000000d0')).toBe(false);
  });
});
