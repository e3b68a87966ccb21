/** Rules for settings of a pipeline, and settings that the local workspace does not support. */
import { CATALOG } from '../../core/cluster/catalog';
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
  if (settings.catalog !== CATALOG) {
    refuse('catalog', `be ${CATALOG}, the local workspace's only one`, settings.catalog);
  }
  if (!settings.schema) refuse('schema', 'name a schema', settings.schema);
  if (settings.continuous) {
    refuse('continuous', "be false: open-source Spark's pipelines end when all is read", true);
  }
  const isServerless = settings.serverless === true;
  if (isServerless ? !HAS_SERVERLESS[kind] : !HAS_CLUSTERS[kind]) {
    refuse('serverless', `be ${!isServerless} in a workspace of kind ${kind}`, isServerless);
  }
  if (typeof settings.root_path !== 'string') {
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

/** A library of the settings as a glob below their root. */
export function sourceGlob({ name, root_path }: PipelineSettings, library: unknown): string {
  const given = isObject(library) ? library : {};
  const path =
    textIn(objectIn(given, 'glob'), 'include') ?? textIn(objectIn(given, 'file'), 'path');
  const root = `${root_path}/`;
  if (!path?.startsWith(root)) {
    throw invalidParameter(
      `\`libraries\` of pipeline ${name}: must be a glob or a file below root_path (${root_path}), got ${JSON.stringify(library)}`,
    );
  }
  return path.slice(root.length);
}
