/** The kinds of Unity Catalog objects that the local workspace has. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { canBeSeparate, canNameCatalog } from '../../core/catalog-names';
import { canHaveTables } from '../../core/cluster/catalog';
import { ClusterError } from '../../core/cluster/cluster';
import { invalidParameter, invalidState } from '../../core/errors';
import { type JsonObject, shown, textIn } from '../../core/json';
import type { Call } from '../../core/routes';
import type { Workspace } from '../../core/workspace';
import { Access, securable } from './access/access';
import { externalLocations, storageCredentials } from './cloud-storage';
import { requireStorageRoot } from './default-storage';
import {
  newSecurable,
  type SecurableRecord,
  securablesOf,
  type SecurableType,
  SecurableTypes,
} from './securables';
import { TableDescriptions } from './table-descriptions';

/** A schema as the state has it. */
type Schema = SecurableRecord & { readonly catalog_name: string };

/** A volume as the state has it. */
type Volume = Schema & { readonly schema_name: string };

function childrenOf<T extends SecurableRecord>(call: Call, plural: string, fullName: string): T[] {
  const all = call.ws.state.collection<T>(plural).values();
  return all.filter((entity) => entity.full_name.startsWith(`${fullName}.`));
}

/** Every new catalog has a schema named default, as on Databricks; Spark's own has it as well. */
function addDefaultSchema(ws: Workspace, catalog: SecurableRecord): void {
  securablesOf(ws, 'schemas').set(`${catalog.name}.default`, {
    ...catalog,
    name: 'default',
    catalog_name: catalog.name,
    full_name: `${catalog.name}.default`,
    comment: 'Default schema (auto-created)',
    properties: {},
    securable_type: 'SCHEMA',
  });
}

const CATALOG_DEFAULTS: JsonObject = {
  catalog_type: 'MANAGED_CATALOG',
  isolation_mode: 'OPEN',
  accessible_in_current_workspace: true,
  browse_only: false,
  enable_predictive_optimization: 'INHERIT',
};

/** Records the catalog with default storage that a new workspace has. */
export function addCatalog(ws: Workspace, owner: string): void {
  const name = ws.catalogNames.own;
  const catalog = newSecurable(ws, catalogs, name, name, owner, CATALOG_DEFAULTS);
  securablesOf(ws, 'catalogs').set(name, catalog);
  addDefaultSchema(ws, catalog);
}

async function tellSeparateCatalogs({ cluster, catalogNames }: Workspace): Promise<void> {
  await cluster.tell('name_separate_catalogs', { names: catalogNames.separate });
}

const catalogs: SecurableType = {
  type: 'catalog',
  plural: 'catalogs',
  parents: [],
  defaults: () => CATALOG_DEFAULTS,
  complete: ({ ws }, catalog, present) => {
    if (!present) requireStorageRoot(ws, catalog);
    return catalog;
  },
  validate: ({ ws }, { name }) => {
    const { own } = ws.catalogNames;
    const isFirst = name === own || securablesOf(ws, 'catalogs').keys().length === 0;
    if (isFirst ? !canNameCatalog(name) : !canBeSeparate(name)) {
      const more = isFirst ? '' : ', without __ and with no _ at its end';
      throw invalidParameter(
        `\`name\` of a catalog: must be of letters, digits and _, and not reserved${more}, got ${name}`,
      );
    }
    const kept = `${own}.${name}__`;
    const rival = securablesOf(ws, 'schemas')
      .keys()
      .find((schema) => schema.startsWith(kept));
    if (rival !== undefined && !isFirst) {
      throw invalidParameter(
        `\`name\` of a catalog: must begin no schema of ${own} with __ behind it, got ${name} and ${rival}`,
      );
    }
  },
  onCreate: async ({ ws }, catalog) => {
    const { catalogNames: names } = ws;
    const isFirst = securablesOf(ws, 'catalogs').keys().length === 0;
    if (isFirst) {
      // a Spark process has the name of its session catalog from its start
      if (names.rename(catalog.name)) await ws.cluster.restart();
    } else if (catalog.name !== names.own) {
      names.addSeparate(catalog.name);
      await tellSeparateCatalogs(ws);
    }
    addDefaultSchema(ws, catalog);
  },
  onDelete: async (call, catalog, force) => {
    const inside = childrenOf<Schema>(call, 'schemas', catalog.name);
    if (inside.length > 0 && !force) {
      throw invalidState(
        `Catalog '${catalog.name}' is not empty. The catalog has ${inside.length} schema(s): ${inside.map((s) => s.name).join(', ')}`,
      );
    }
    for (const schema of inside) await dropSchema(call, schema, true);
    if (call.ws.catalogNames.isSeparate(catalog.name)) {
      call.ws.catalogNames.removeSeparate(catalog.name);
      await tellSeparateCatalogs(call.ws);
    }
  },
};

async function createSchema({ ws }: Call, schema: Schema): Promise<void> {
  const { catalog_name: catalog, name } = schema;
  if (!canHaveTables(name)) return;
  const comment = textIn(schema, 'comment');
  try {
    await ws.cluster.call('create_schema', {
      catalog,
      schema: name,
      ...(comment ? { comment } : {}),
    });
  } catch (error) {
    // one that Spark has and the workspace has not is taken over
    if (!(error instanceof ClusterError) || error.errorCode !== 'SCHEMA_ALREADY_EXISTS')
      throw error;
  }
}

/** The names of the tables inside; Spark's default schema is always there, so it is not started for it. */
async function tablesIn({ ws }: Call, schema: Schema): Promise<string[]> {
  if (schema.name === 'default') return ws.get(Access).tree.knownIn('table', schema.full_name);
  const tables = await ws.get(TableDescriptions).list(schema.catalog_name, schema.name);
  return tables.map((table) => `${schema.full_name}.${table.name}`);
}

/** The number of objects in a schema, for messages. Types of other services are left out if none exists. */
function countOf({ plural }: SecurableType, count: number): string[] {
  return count > 0 || plural === 'volumes' ? [`${count} ${plural.slice(0, -1)}(s)`] : [];
}

async function dropSchema(call: Call, schema: Schema, force: boolean): Promise<void> {
  const { ws } = call;
  const tables = await tablesIn(call, schema);
  const inside = ws
    .get(SecurableTypes)
    .inSchemas()
    .map((type) => ({ type, entities: childrenOf(call, type.plural, schema.full_name) }));
  if (!force && tables.length + inside.flatMap(({ entities }) => entities).length > 0) {
    const also = inside.map(({ type, entities }) => countOf(type, entities.length));
    throw invalidState(
      `Schema '${schema.full_name}' is not empty. The schema has ${[`${tables.length} table(s)`, ...also.flat()].join(', ')}`,
    );
  }
  for (const { type, entities } of inside) {
    for (const entity of entities) await type.onDelete?.(call, entity, true);
  }
  const endChange = ws.get(TableDescriptions).beginChange([securable('schema', schema.full_name)]);
  try {
    const isOfSpark = schema.name === 'default' && !ws.catalogNames.isSeparate(schema.catalog_name);
    if (!isOfSpark && canHaveTables(schema.name)) {
      await ws.cluster.call('drop_schema', {
        catalog: schema.catalog_name,
        schema: schema.name,
        cascade: force,
      });
    }
  } catch (error) {
    if (!(error instanceof ClusterError) || error.errorCode !== 'SCHEMA_NOT_FOUND') throw error;
  } finally {
    endChange();
  }
}

const schemas: SecurableType = {
  type: 'schema',
  plural: 'schemas',
  parents: ['catalog'],
  defaults: () => ({ catalog_type: 'MANAGED_CATALOG', enable_predictive_optimization: 'INHERIT' }),
  validate: ({ ws }, { name }) => {
    const keeper = ws.catalogNames.keeperOf(name);
    if (keeper === undefined) return;
    throw invalidParameter(
      `\`name\` of a schema: must not begin with ${keeper}__, as the schemas of the catalog ${keeper} do in Spark, got ${name}`,
    );
  },
  onCreate: createSchema,
  onDelete: dropSchema,
};

/** Records a schema that a statement created. */
export function recordSchema(ws: Workspace, fullName: string, owner: string): void {
  const [catalog, name] = fullName.split('.');
  ws.get(Access).tree.forget(securable('schema', fullName));
  if (!ws.state.collection('catalogs').has(catalog!)) return;
  const fields = { catalog_name: catalog, catalog_type: 'MANAGED_CATALOG' };
  const schema = newSecurable(ws, schemas, name!, fullName, owner, fields);
  securablesOf(ws, 'schemas').set(fullName, schema);
}

function volumeFolder({ ws }: Call, volume: Volume): string {
  return join(ws.home.volumes, volume.catalog_name, volume.schema_name, volume.name);
}

function removeVolumeFolder(call: Call, volume: Volume): void {
  rmSync(volumeFolder(call, volume), { recursive: true, force: true });
}

const volumes: SecurableType = {
  type: 'volume',
  plural: 'volumes',
  parents: ['catalog', 'schema'],
  defaults: (_call, fullName) => ({
    volume_type: 'MANAGED',
    volume_id: randomUUID(),
    storage_location: `dbfs:/Volumes/${fullName.replaceAll('.', '/')}`,
  }),
  validate: (_call, volume) => {
    if (volume.volume_type === 'MANAGED') return;
    throw invalidParameter(
      `\`volume_type\` of volume ${volume.full_name}: must be MANAGED in the local workspace, got ${shown(volume.volume_type)}`,
    );
  },
  onCreate: (call, volume: Volume) => {
    mkdirSync(volumeFolder(call, volume), { recursive: true });
  },
  onDelete: removeVolumeFolder,
};

/** The types of this service. */
export const SECURABLE_TYPES: readonly SecurableType[] = [
  catalogs,
  schemas,
  volumes,
  storageCredentials,
  externalLocations,
];
