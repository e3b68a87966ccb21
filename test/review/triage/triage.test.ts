import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { environments } from '../../../environments';
import { HELD_TYPES } from '../../../review/access/holdings';
import aws from '../../../review/triage/aws.json';
import awsByName from '../../../review/triage/aws-types.json';
import databricks from '../../../review/triage/databricks.json';
import { triagedTypes, triageOf } from '../../../review/triage/triage';
import { LakehouseStack } from '../../../stacks/lakehouse-stack';
import { declaredOnAws, onAzure, onGcp, referencedOnAws } from '../../environments/examples';
import { attributesByType } from './provider-bindings';

const BINDINGS = new Map([...attributesByType('databricks'), ...attributesByType('aws')]);
/** Provider releases after the bindings have these; the plans of the local workspace may, too. */
const NEWER = ['databricks_recipient_federation_policy', 'databricks_share_pluginframework'];

/** All types that stacks of every environment and cloud synthesise, the local workspace's included. */
function synthesisedTypes(): Set<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-triage-'));
  try {
    const app = new App({ outdir });
    const all = [...environments({}), declaredOnAws, referencedOnAws, onAzure, onGcp];
    for (const settings of all) {
      new LakehouseStack(app, `lakehouse-${settings.environment}`, { settings });
    }
    app.synth();
    return new Set(
      readdirSync(join(outdir, 'stacks')).flatMap((stack) => {
        const file = join(outdir, 'stacks', stack, 'cdk.tf.json');
        if (!existsSync(file)) return [];
        const { resource } = JSON.parse(readFileSync(file, 'utf8')) as { resource: object };
        return Object.keys(resource);
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describe('triage', () => {
  it('has an entry for every type that a stack declares', () => {
    const types = [...synthesisedTypes()];
    expect(types.length).toBeGreaterThan(30);
    expect(types.filter((type) => triageOf(type)?.isComplete !== true)).toEqual([]);
  });

  it('has an entry for every type of the Databricks provider', () => {
    const types = [...BINDINGS.keys()].filter((type) => type.startsWith('databricks_'));
    expect(types.length).toBeGreaterThan(100);
    expect(types.filter((type) => triageOf(type) === undefined)).toEqual([]);
  });

  it('has an entry for every attribute of its types', () => {
    const missing = Object.keys({ ...databricks, ...aws }).flatMap((type) =>
      [...(BINDINGS.get(type) ?? [])]
        .filter((name) => !triageOf(type)!.attributes.has(name))
        .map((name) => `${type}.${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('has no entry for a type or attribute that no provider has', () => {
    const unknown = [...triagedTypes().keys()].filter(
      (type) => /^(aws|databricks)_/.test(type) && !BINDINGS.has(type),
    );
    expect(unknown.filter((type) => !NEWER.includes(type))).toEqual([]);
    const attributes = Object.entries({ ...databricks, ...aws }).flatMap(([type, entry]) =>
      Object.values(entry.attributes as Record<string, string[]>)
        .flat()
        .map((text) => text.split(':')[0]!.split('.')[0]!)
        .filter((name) => BINDINGS.has(type) && !BINDINGS.get(type)!.has(name))
        .map((name) => `${type}.${name}`),
    );
    // attributes of provider releases other than that of the bindings
    expect(attributes).toEqual([]);
  });

  it('classifies each AWS type once, by its attributes or by its name', () => {
    const byName = new Set(Object.values(awsByName).flat());
    expect(Object.keys(aws).filter((type) => byName.has(type))).toEqual([]);
    expect(byName.size).toBeGreaterThan(900);
  });

  it('leaves to the holdings only types that they read', () => {
    const judged = Object.entries(databricks)
      .filter(([, { is }]) => (is as { access?: unknown }).access === true)
      .map(([type]) => type);
    expect(judged.filter((type) => !HELD_TYPES.has(type))).toEqual([]);
  });
});
