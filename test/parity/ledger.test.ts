import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { Testing } from 'cdktf';

import { environments } from '../../environments';
import { merged } from '../../local/api/core/service';
import { SERVICES } from '../../local/api/services';
import {
  BEHAVIOURS,
  entryOfResource,
  entryOfRoute,
  entryOfStatement,
  KINDS,
  LEDGER,
} from '../../parity/ledger';
import { LakehouseStack } from '../../stacks/lakehouse-stack';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../environments/examples';
import { Template } from '../template';

const PROJECT = join(__dirname, '..', '..');

function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(PROJECT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(PROJECT, path)).isDirectory()) return filesBelow(path, pattern);
    return pattern.test(name) ? [path] : [];
  });
}
/** Begins of routes that clients put together. */
const UNITY_CATALOG = '/api/2.1/unity-catalog';
const SCIM = '/api/2.0/preview/scim/v2';
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

/** The statements of a SQL file, without comments and texts. */
function statementsOf(path: string): string[] {
  const plain = read(path)
    .replace(/--[^\n]*/g, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"]|"")*"/g, '""');
  return plain
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

describe('the parity ledger', () => {
  it('has a source, a behaviour and a test that exists for each entry', () => {
    for (const entry of LEDGER) {
      expect(KINDS).toContain(entry.kind);
      expect(BEHAVIOURS).toContain(entry.local);
      expect([entry.match, entry.platform, entry.source].every((text) => text !== '')).toBe(true);
      expect([entry.test, existsSync(join(PROJECT, entry.test))]).toEqual([entry.test, true]);
      // a difference is explained, and one that no test here can see has a command to see it with
      expect([entry.match, entry.local === 'same' || entry.reason !== undefined]).toEqual([
        entry.match,
        true,
      ]);
      if (entry.local === 'weaker') expect(entry).toHaveProperty('verify');
    }
    const keys = LEDGER.map(({ kind, match }) => `${kind} ${match}`);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('has an entry for each resource type that a stack uses', () => {
    const used = [...environments({}), declaredOnAws, referencedOnAws, onAzure, onGcp].flatMap(
      (settings) => {
        const stack = new LakehouseStack(Testing.app(), settings.environment, { settings });
        const { resource, data = {} } = Template.fromStack(stack).toJson() as Record<
          string,
          Record<string, unknown>
        >;
        return [...Object.keys(resource!), ...Object.keys(data).map((type) => `data.${type}`)];
      },
    );
    const databricks = used.filter((type) => type.includes('databricks_'));
    const missing = databricks.filter((type) => entryOfResource(type) === undefined);
    expect([...new Set(missing)]).toEqual([]);
  }, 120_000);

  it('has an entry for each route that the local workspace serves or a client calls', () => {
    const served = Object.keys(merged(SERVICES, 'routes')).map((route) =>
      route.split(' ')[1]!.replace(/\{([^,}]+)[^}]*\}/, '$1'),
    );
    const called = ['client', 'cli', 'deployment', 'review', 'notebooks']
      .flatMap((folder) => filesBelow(folder, /\.(ts|py)$/))
      .map((path) => read(path).replaceAll('${UC}', UNITY_CATALOG).replaceAll('${SCIM}', SCIM))
      .flatMap((text) => text.match(/\/api\/\d\.\d\/[a-z][\w/-]*/g) ?? [])
      .filter((path) => path !== UNITY_CATALOG);
    const missing = [...served, ...called].filter((path) => entryOfRoute(path) === undefined);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('has an entry for each form of statement in the SQL files', () => {
    const missing = filesBelow('sql', /\.sql$/).flatMap((path) =>
      statementsOf(path)
        .filter((text) => entryOfStatement(text) === undefined)
        .map((text) => `${path}: ${text.slice(0, 40)}`),
    );
    expect(missing).toEqual([]);
  });

  it('finds no entry for what the product does not use', () => {
    expect(entryOfRoute('/api/2.0/clean-rooms')).toBeUndefined();
    expect(entryOfStatement('create catalog x')).toBeUndefined();
    expect(entryOfResource('databricks_mount')).toBeUndefined();
    expect(entryOfRoute('/api/2.0/sql/warehouses/1')!.match).toBe('/api/*/sql/warehouses');
  });
});
