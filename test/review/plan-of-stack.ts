/** A plan that creates all of a stack, from what it synthesises to: no provider is necessary. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import type { LakehouseSettings } from '../../environments/settings';
import type {
  ConfiguredResource,
  ResourceChange,
  TerraformPlan,
} from '../../review/plan/terraform-plan';
import { isObject } from '../../rules/json';
import { LakehouseStack } from '../../stacks/lakehouse-stack';

type Fields = Record<string, unknown>;

const META = ['//', 'depends_on', 'lifecycle', 'provider', 'provisioner'];
/** Attributes that hold a map; any other object is a block, which a plan has in a list. */
const MAPS = /tags|properties|spark_conf|parameters|variables|labels|input|triggers/;
const REFERENCE = /\$\{(?:\w+\()*((?:aws|databricks|terraform|time)_\w+\.\w+)/g;

/** The plan of terraform for an empty state: values with references are known after apply. */
export function planOfStack(settings: LakehouseSettings): TerraformPlan {
  const outdir = mkdtempSync(join(tmpdir(), 'lakehouse-first-'));
  try {
    const app = new App({ outdir });
    new LakehouseStack(app, 'stack', { settings });
    app.synth();
    const file = join(outdir, 'stacks', 'stack', 'cdk.tf.json');
    const { resource } = JSON.parse(readFileSync(file, 'utf8')) as {
      resource: Record<string, Record<string, Fields>>;
    };
    const all = Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => ({ type, name, body: blocksOf(body) })),
    );
    return {
      format_version: '1.2',
      terraform_version: '1.14.3',
      resource_changes: all.map(({ type, name, body }) => created(type, name, body)),
      configuration: {
        root_module: { resources: all.map(({ type, name, body }) => configured(type, name, body)) },
      },
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function blocksOf(body: Fields): Fields {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !META.includes(name))
      .map(([name, value]) => [name, isObject(value) && !MAPS.test(name) ? [value] : value]),
  );
}

function created(type: string, name: string, body: Fields): ResourceChange {
  const { known, unknown } = split(body);
  const change = {
    actions: ['create'],
    before: null,
    after: known,
    after_unknown: { ...(unknown as Fields), id: true },
  };
  return { address: `${type}.${name}`, mode: 'managed', type, name, change };
}

function configured(type: string, name: string, body: Fields): ConfiguredResource {
  const expressions = Object.fromEntries(
    Object.entries(body).map(([attribute, value]) => [attribute, expression(value)]),
  );
  return { address: `${type}.${name}`, expressions };
}

function expression(value: unknown): unknown {
  if (Array.isArray(value) && value.some(isObject)) {
    return value.map((block: Fields) =>
      Object.fromEntries(Object.entries(block).map(([name, field]) => [name, expression(field)])),
    );
  }
  const references = [...JSON.stringify(value ?? null).matchAll(REFERENCE)].map(([, name]) => name);
  return references.length > 0 ? { references } : { constant_value: value };
}

function split(value: unknown): { known?: unknown; unknown?: unknown } {
  if (typeof value === 'string' && value.includes('${')) return { unknown: true };
  if (Array.isArray(value)) {
    const parts = value.map(split);
    return {
      known: parts.map(({ known }) => known ?? null),
      unknown: parts.map(({ unknown }) => unknown ?? false),
    };
  }
  if (!isObject(value)) return { known: value };
  const parts = Object.entries(value).map(([name, field]) => [name, split(field)] as const);
  return {
    known: Object.fromEntries(
      parts.flatMap(([n, { known }]) => (known === undefined ? [] : [[n, known]])),
    ),
    unknown: Object.fromEntries(
      parts.flatMap(([n, { unknown }]) => (unknown ? [[n, unknown]] : [])),
    ),
  };
}
