/** Rules for settings of a pipeline, and settings that the local workspace does not support. */
import { dirname } from 'node:path/posix';

import type { CatalogNames } from '../../core/catalog-names';
import { invalidParameter, requireString } from '../../core/errors';
import { isObject, type JsonObject, objectIn, textIn } from '../../core/json';
import { HAS_CLUSTERS, HAS_SERVERLESS, type WorkspaceKind } from '../../core/workspace-kind';
import type { PipelineSettings } from './model';

/** The parts of a request that are not the pipeline's settings. */
const NOT_SETTINGS = ['allow_duplicate_names', 'dry_run', 'expected_last_modified', 'run_as', 'id'];

/** Settings with the defaults that Databricks fills in; throws the first rule that is broken. */
export function pipelineSettings(
  pipelineId: string,
  given: JsonObject,
  kind: WorkspaceKind,
  names: CatalogNames,
): PipelineSettings {
  const settings: JsonObject = Object.fromEntries(
    Object.entries(given).filter(([field]) => !NOT_SETTINGS.includes(field)),
  );
  const name = requireString(settings, 'name');
  const refuse = (field: string, rule: string, got: unknown): never => {
    throw invalidParameter(
      `\`${field}\` of pipeline ${name}: must ${rule}, got ${JSON.stringify(got)}`,
    );
  };
  const catalog = names.canonical(textIn(settings, 'catalog') ?? '');
  const known = [names.own, ...names.separate];
  if (!known.includes(catalog))
    refuse('catalog', `be one of ${known.join(', ')}`, settings.catalog);
  if (!schemaOf(settings)) refuse('schema', 'name a schema', settings.schema);
  if (settings.continuous) {
    refuse('continuous', "be false: open-source Spark's pipelines end when all is read", true);
  }
  const isServerless = settings.serverless === true;
  if (isServerless ? !HAS_SERVERLESS[kind] : !HAS_CLUSTERS[kind]) {
    refuse('serverless', `be ${!isServerless} in a workspace of kind ${kind}`, isServerless);
  }
  if (settings.root_path !== undefined && typeof settings.root_path !== 'string') {
    refuse('root_path', 'be a workspace folder', settings.root_path);
  }
  if (!Array.isArray(settings.libraries) || settings.libraries.length === 0) {
    refuse('libraries', 'name at least one source', settings.libraries);
  }
  const defaults = { channel: 'CURRENT', edition: 'ADVANCED' };
  const complete: JsonObject = { ...defaults, ...settings, id: pipelineId };
  const checked = complete as PipelineSettings;
  for (const library of checked.libraries) sourceGlob(checked, library);
  return checked;
}

/** The schema of the tables; `target` is its earlier name (REST reference, Pipelines). */
export function schemaOf(settings: JsonObject): string | undefined {
  return textIn(settings, 'schema') ?? textIn(settings, 'target');
}

function pathOf(library: unknown): string | undefined {
  const given = isObject(library) ? library : {};
  return textIn(objectIn(given, 'glob'), 'include') ?? textIn(objectIn(given, 'file'), 'path');
}

/** Retries of a triggered update in production mode (documentation, "Pipeline properties reference"). */
const UPDATE_RETRIES = 5;

/** The retries of an update: none in development mode. */
export function retriesOf({ development, configuration }: PipelineSettings): number {
  const given = configuration?.['pipelines.numUpdateRetryAttempts'];
  return development === true ? 0 : Number(given ?? UPDATE_RETRIES);
}

/** The folder of the sources: `root_path`, or the innermost one that holds all of them. */
export function rootOf({ root_path, libraries }: PipelineSettings): string {
  if (root_path !== undefined) return root_path;
  const folders = libraries.map((library) => dirname(pathOf(library) ?? '/').split('/'));
  const [first = []] = folders;
  const isShared = (part: string, at: number): boolean =>
    folders.every((folder) => folder[at] === part);
  const end = first.findIndex((part, at) => !isShared(part, at));
  return first.slice(0, end < 0 ? first.length : end).join('/') || '/';
}

/** A library of the settings as a glob below their root. */
export function sourceGlob(settings: PipelineSettings, library: unknown): string {
  const folder = rootOf(settings);
  const path = pathOf(library);
  const root = `${folder}/`;
  if (!path?.startsWith(root)) {
    throw invalidParameter(
      `\`libraries\` of pipeline ${settings.name}: must be a glob or a file below root_path (${folder}), got ${JSON.stringify(library)}`,
    );
  }
  return path.slice(root.length);
}
