/** Registered models of Unity Catalog, their versions and aliases. */
import { randomUUID } from 'node:crypto';

import { invalidParameter } from '../../core/errors';
import { type JsonObject, textIn } from '../../core/json';
import { type Call, isTrue, page, type Routes } from '../../core/routes';
import { routesOf, type SecurableRecord, type SecurableType } from '../unity-catalog/securables';
import { Mlflow } from './mlflow';
import { type ModelAlias, type ModelVersion, Registry } from './registry';

const ALIAS = /^[A-Za-z0-9][\w-]{0,254}$/;

export const registeredModels: SecurableType = {
  type: 'registered_model',
  plural: 'models',
  granted: { type: 'function', create: 'CREATE_MODEL', listKey: 'registered_models' },
  parents: ['catalog', 'schema'],
  defaults: () => ({ id: randomUUID() }),
  onDelete: ({ ws }, model) => ws.get(Registry).forget(model.full_name),
};

const securableRoutes = routesOf(registeredModels);
const PATH = '/api/2.1/unity-catalog/models';

/** A version of MLflow's as Unity Catalog shows it. */
function versionView(
  fullName: string,
  version: ModelVersion,
  aliases: readonly ModelAlias[],
): JsonObject {
  const [catalog, schema, model] = fullName.split('.');
  return {
    model_name: model,
    catalog_name: catalog,
    schema_name: schema,
    version: Number(version.version),
    status: version.status,
    source: version.source,
    run_id: version.run_id,
    comment: version.description,
    created_at: Number(version.creation_timestamp),
    updated_at: Number(version.last_updated_timestamp),
    aliases: aliases.filter(({ version_num: of }) => of === Number(version.version)),
  };
}

/** Returns the response for one version. */
async function shown({ ws }: Call, fullName: string, version: ModelVersion): Promise<JsonObject> {
  return versionView(fullName, version, await ws.get(Registry).aliases(fullName));
}

/** The model of the path, on which the caller has `privilege`. */
function model(call: Call, privilege: string): string {
  return call.ws.get(Registry).require(call.principal, privilege, call.params.name);
}

function aliasOf({ params }: Call): string {
  const alias = params.alias!;
  if (ALIAS.test(alias)) return alias;
  throw invalidParameter(`\`alias\`: must be of letters, digits, _ and -, got ${alias}`);
}

export const registeredModelRoutes: Routes = {
  ...securableRoutes,
  [`GET ${PATH}/:name`]: async (call) => {
    const found = (await securableRoutes[`GET ${PATH}/:name`]!(call)) as SecurableRecord;
    if (!isTrue(call.query.include_aliases)) return found;
    return { ...found, aliases: await call.ws.get(Registry).aliases(found.full_name) };
  },
  [`GET ${PATH}/:name/versions`]: async (call) => {
    const name = model(call, 'EXECUTE');
    const aliases = await call.ws.get(Registry).aliases(name);
    const found = await call.ws.get(Registry).versions(name);
    const versions = found.map((version) => versionView(name, version, aliases));
    const { items, next_page_token } = page(versions, call.query, 'max_results', 100);
    return { model_versions: items, ...(next_page_token ? { next_page_token } : {}) };
  },
  [`GET ${PATH}/:name/versions/:version`]: async (call) => {
    const name = model(call, 'EXECUTE');
    return shown(call, name, await call.ws.get(Registry).version(name, call.params.version!));
  },
  [`PATCH ${PATH}/:name/versions/:version`]: async (call) => {
    const name = model(call, 'OWNER');
    const { version } = await call.ws.get(Registry).version(name, call.params.version!);
    const description = textIn(call.body, 'comment') ?? '';
    const changed = { name, version, description };
    await call.ws.get(Mlflow).json('PATCH', '/api/2.0/mlflow/model-versions/update', changed);
    return shown(call, name, await call.ws.get(Registry).version(name, version));
  },
  [`DELETE ${PATH}/:name/versions/:version`]: async (call) => {
    const name = model(call, 'OWNER');
    const { version } = await call.ws.get(Registry).version(name, call.params.version!);
    await call.ws.get(Mlflow).delete('model-versions/delete', { name, version });
    return {};
  },
  [`GET ${PATH}/:name/aliases/:alias`]: async (call) => {
    const name = model(call, 'EXECUTE');
    return shown(call, name, await call.ws.get(Registry).versionOf(name, aliasOf(call)));
  },
  [`PUT ${PATH}/:name/aliases/:alias`]: async (call) => {
    const name = model(call, 'OWNERSHIP');
    const alias = aliasOf(call);
    const { version } = await call.ws.get(Registry).version(name, String(call.body.version_num));
    await call.ws.get(Mlflow).post('registered-models/alias', { name, alias, version });
    return { alias_name: alias, version_num: Number(version) };
  },
  [`DELETE ${PATH}/:name/aliases/:alias`]: async (call) => {
    const name = model(call, 'OWNERSHIP');
    const alias = aliasOf(call);
    await call.ws.get(Registry).versionOf(name, alias);
    await call.ws.get(Mlflow).delete('registered-models/alias', { name, alias });
    return {};
  },
};
