import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { credentials } from '../../client/credentials';

describe('credentials', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    writeFileSync(
      join(folder, 'databrickscfg'),
      '[lakehouse-local]\nhost = http://127.0.0.1:1/\ntoken = admin-token\n\n' +
        '[ana@example.com]\nhost = http://127.0.0.1:1\ntoken = ana-token\n\n[broken]\nhost = http://127.0.0.1:1\n',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are those of the local workspace when its folder is named', () => {
    expect(credentials({ home: folder }, {})).toEqual({
      host: 'http://127.0.0.1:1',
      token: 'admin-token',
      source: 'profile lakehouse-local',
    });
  });

  test('are those of a profile named by an e-mail address', () => {
    expect(credentials({ home: folder, profile: 'ana@example.com' }, {}).token).toBe('ana-token');
  });

  test('are DATABRICKS_HOST and DATABRICKS_TOKEN when both are set', () => {
    const env = { DATABRICKS_HOST: 'dbc-1.cloud.example.com/', DATABRICKS_TOKEN: 't' };
    expect(credentials({}, env)).toEqual({
      host: 'https://dbc-1.cloud.example.com',
      token: 't',
      source: 'DATABRICKS_HOST',
    });
  });

  test('are those of DATABRICKS_CONFIG_PROFILE in DATABRICKS_CONFIG_FILE', () => {
    const env = {
      DATABRICKS_CONFIG_FILE: join(folder, 'databrickscfg'),
      DATABRICKS_CONFIG_PROFILE: 'ana@example.com',
    };
    expect(credentials({}, env).token).toBe('ana-token');
  });

  test('a host without a token is refused by name', () => {
    expect(() => credentials({}, { DATABRICKS_HOST: 'https://x' })).toThrow(
      'DATABRICKS_TOKEN: not set, although DATABRICKS_HOST is. Set both',
    );
  });

  test('an unknown profile is refused with the known ones', () => {
    expect(() => credentials({ home: folder, profile: 'bob' }, {})).toThrow(
      /got bob \(known: .*ana@example.com/,
    );
  });

  test('a profile without a token is refused by name', () => {
    expect(() => credentials({ home: folder, profile: 'broken' }, {})).toThrow(
      /profile broken of .* has no token/,
    );
  });
});
