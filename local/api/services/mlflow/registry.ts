/** Registered models: Unity Catalog has their names, owners and grants, MLflow their versions. */
import { randomUUID } from 'node:crypto';

import { ApiError, doesNotExist, invalidParameter } from '../../core/errors';
import type { Principal } from '../../core/identity/principals';
import { type JsonObject, objectIn, objectsIn, textIn } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import { Access, securable } from '../unity-catalog/access/access';
import { Mlflow } from './mlflow';

const THREE_LEVELS = /^[^.]+\.[^.]+\.[^.]+$/;

/** A version of a model in the form of MLflow. */
export interface ModelVersion {
  readonly version: string;
  readonly status?: string;
  readonly source?: string;
  readonly run_id?: string;
  readonly description?: string;
  readonly creation_timestamp?: number;
  readonly last_updated_timestamp?: number;
}

/** An alias of a version in the form of Unity Catalog. */
export interface ModelAlias {
  readonly alias_name?: string;
  readonly version_num: number;
}

export class Registry {
  constructor(private readonly ws: Workspace) {}

  /** @throws ApiError where `principal` has not the privilege on the model, or 404 where it has and there is none */
  require(principal: Principal, privilege: string, name: unknown): string {
    const fullName = threeLevels(name);
    const model = this.models.get(fullName);
    const on = securable('function', fullName);
    this.ws.get(Access).require(principal, privilege, on, model !== undefined);
    if (!model) throw noSuchModel(fullName);
    return fullName;
  }

  /** A model that a client of MLflow registers. */
  create(principal: Principal, name: unknown, comment?: string): string {
    const fullName = threeLevels(name);
    const [catalog, schema, model] = fullName.split('.') as [string, string, string];
    const holder = securable('schema', `${catalog}.${schema}`);
    if (!this.ws.state.collection('schemas').has(holder.full_name)) {
      throw doesNotExist(`Schema '${holder.full_name}' does not exist.`, 'SCHEMA_DOES_NOT_EXIST');
    }
    if (this.models.has(fullName)) {
      this.ws.get(Access).require(principal, 'BROWSE', securable('function', fullName));
      throw new ApiError(
        400,
        'RESOURCE_ALREADY_EXISTS',
        `Registered Model (name=${fullName}) already exists.`,
      );
    }
    this.ws.get(Access).require(principal, 'CREATE_MODEL', holder);
    const now = Date.now();
    this.models.set(fullName, {
      id: randomUUID(),
      name: model,
      catalog_name: catalog,
      schema_name: schema,
      full_name: fullName,
      owner: principal.name,
      metastore_id: this.ws.state.metastoreId,
      securable_type: 'FUNCTION',
      ...(comment ? { comment } : {}),
      created_at: now,
      created_by: principal.name,
      updated_at: now,
      updated_by: principal.name,
    });
    return fullName;
  }

  /** Makes MLflow know a model that Unity Catalog knows; one without versions it need not know. */
  async tellMlflow(fullName: string): Promise<void> {
    if (this.known.has(fullName)) return;
    try {
      await this.ws.get(Mlflow).post('registered-models/create', { name: fullName });
    } catch (error) {
      if (!(error instanceof ApiError) || error.errorCode !== 'RESOURCE_ALREADY_EXISTS')
        throw error;
    }
    this.known.set(fullName, {});
  }

  /** The model is dropped: its versions go with it. */
  async forget(fullName: string): Promise<void> {
    if (!this.known.has(fullName)) return;
    await this.ws.get(Mlflow).delete('registered-models/delete', { name: fullName });
    this.known.delete(fullName);
  }

  /** All versions, the newest first. */
  async versions(fullName: string): Promise<ModelVersion[]> {
    if (!this.known.has(fullName)) return [];
    const quoted = fullName.replaceAll("'", "''");
    const found: ModelVersion[] = [];
    let token = '';
    do {
      const answer = await this.ws.get(Mlflow).get('model-versions/search', {
        filter: `name='${quoted}'`,
        max_results: '200',
        ...(token ? { page_token: token } : {}),
      });
      found.push(...((answer.model_versions ?? []) as ModelVersion[]));
      token = textIn(answer, 'next_page_token') ?? '';
    } while (token);
    return found.sort((a, b) => Number(b.version) - Number(a.version));
  }

  /** Versions by their aliases. */
  async aliases(fullName: string): Promise<ModelAlias[]> {
    const answer = await this.ask(fullName, 'registered-models/get', { name: fullName });
    const aliases = objectsIn(objectIn(answer ?? {}, 'registered_model'), 'aliases');
    return aliases.map((alias) => ({
      alias_name: textIn(alias, 'alias'),
      version_num: Number(alias.version),
    }));
  }

  /** @throws ApiError 404 if the version does not exist */
  async version(fullName: string, version: string): Promise<ModelVersion> {
    if (!/^\d+$/.test(version)) {
      throw invalidParameter(`\`version\` of model ${fullName}: must be a number, got ${version}`);
    }
    const answer = await this.ask(fullName, 'model-versions/get', { name: fullName, version });
    if (!answer) throw noSuchVersion(fullName, `version ${version}`);
    return answer.model_version as ModelVersion;
  }

  /** @throws ApiError 404 where no version has the alias */
  async versionOf(fullName: string, alias: string): Promise<ModelVersion> {
    const answer = await this.ask(fullName, 'registered-models/alias', { name: fullName, alias });
    if (!answer) throw noSuchVersion(fullName, `version with the alias ${alias}`);
    return answer.model_version as ModelVersion;
  }

  /** The folder on disk that has the version's `MLmodel`. */
  async folderOf(fullName: string, version: string): Promise<string> {
    await this.version(fullName, version);
    const answer = await this.ws.get(Mlflow).get('model-versions/get-download-uri', {
      name: fullName,
      version,
    });
    return this.ws.get(Mlflow).artifactFolder(String(answer.artifact_uri));
  }

  private async ask(
    fullName: string,
    path: string,
    query: Record<string, string>,
  ): Promise<JsonObject | undefined> {
    if (!this.known.has(fullName)) return undefined;
    try {
      return await this.ws.get(Mlflow).get(path, query);
    } catch (error) {
      // MLflow reports an absent alias as an invalid parameter
      const isAbsent =
        error instanceof ApiError &&
        (error.status === 404 || /alias .* not found/i.test(error.message));
      if (isAbsent) return undefined;
      throw error;
    }
  }

  private get models() {
    return this.ws.state.collection('models');
  }

  /** The models that MLflow knows as well. */
  private get known() {
    return this.ws.state.collection('mlflow_models');
  }
}

function threeLevels(name: unknown): string {
  if (typeof name === 'string' && THREE_LEVELS.test(name)) return name.toLowerCase();
  throw invalidParameter(
    `Name of a registered model: must be <catalog>.<schema>.<model>, got ${String(name)}`,
  );
}

function noSuchModel(fullName: string): ApiError {
  return doesNotExist(`Registered model '${fullName}' does not exist.`);
}

function noSuchVersion(fullName: string, what: string): ApiError {
  return doesNotExist(`Registered model '${fullName}' has no ${what}.`);
}
